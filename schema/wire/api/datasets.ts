import * as z from "zod";
import { parameter, workflowFilter } from "./parameter.ts";

export const DATASET_TYPES = ["good", "random", "bad"] as const;

/** `GET /v1/datasets`: what may be asked. */
export const DatasetsQuery = z.strictObject({
  workflow: workflowFilter,
  type: parameter(z.enum(DATASET_TYPES).optional(), {
    description:
      "Only datasets of this type: inputs that must work, inputs drawn at random, inputs that must be refused.",
    allowed: DATASET_TYPES.join(", "),
    example: "good",
  }),
});

const Name = z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/);

/** What one input must lead to. `refused`: the orchestrator must say that the input is wrong, and is not charged for it. */
const Expected = z.enum(["success", "refused"]);

/** One request of a test load: what to send, and what must come of it. */
export const DatasetItem = z.strictObject({
  name: Name,
  /** The request's parameters, as the pipeline takes them. */
  parameters: z.record(z.string(), z.json()),
  /** For a stream: the picture that is sent, which anyone can make (ffmpeg's `testsrc2`). */
  input: z
    .strictObject({
      source: z.enum(["testsrc2", "smptebars", "mandelbrot", "noise"]),
      width: z.int().min(16).max(4096),
      height: z.int().min(16).max(4096),
      fps: z.int().min(1).max(120),
      seconds: z.int().min(1).max(3600),
    })
    .optional(),
  expected: Expected,
});

/** A public test load of one workflow. A version never changes: a change is a new version. */
export const Dataset = z
  .strictObject({
    schema: z.literal("livepeer.sla.dataset/1"),
    id: Name,
    version: z.int().positive(),
    workflow: z.string().regex(/^[\w.:@+-]+(\/[\w.:@+-]+)+$/),
    type: z.enum(DATASET_TYPES),
    title: z.string().min(1).max(120),
    license: z.literal("CC0-1.0"),
    /** For `random`: how items are drawn, so that two who draw with one seed draw the same. */
    seed: z.string().max(64).nullable(),
    items: DatasetItem.array().min(1).max(1000),
  })
  .refine(
    ({ type, items }) =>
      type === "random" ||
      items.every(({ expected }) => expected === (type === "good" ? "success" : "refused")),
    { message: "a good dataset expects success, a bad one refusal", path: ["items"] },
  );
export type Dataset = z.infer<typeof Dataset>;

/** The datasets, by id; of each its latest version. */
export const Datasets = z.strictObject({
  schema: z.literal("livepeer.sla.datasets/1"),
  /** SHA-256 of the RFC 8785 form of the list. */
  digest: z.string(),
  datasets: z.array(z.strictObject({ ...Dataset.shape, digest: z.string(), example: DatasetItem })),
});
export type Datasets = z.infer<typeof Datasets>;
