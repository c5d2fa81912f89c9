import streamBad from "../../datasets/v1/stream-diffusion-bad.json" with { type: "json" };
import streamGood from "../../datasets/v1/stream-diffusion-good.json" with { type: "json" };
import streamRandom from "../../datasets/v1/stream-diffusion-random.json" with { type: "json" };
import imageBad from "../../datasets/v1/text-to-image-bad.json" with { type: "json" };
import imageGood from "../../datasets/v1/text-to-image-good.json" with { type: "json" };
import imageRandom from "../../datasets/v1/text-to-image-random.json" with { type: "json" };
import { Dataset } from "../../schema/wire/api/datasets.ts";

/** The public test loads of the repository, by id. */
export const readDatasets = (): Dataset[] =>
  Dataset.array()
    .parse([streamBad, streamGood, streamRandom, imageBad, imageGood, imageRandom])
    .toSorted((a, b) => (a.id < b.id ? -1 : 1));
