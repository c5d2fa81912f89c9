import { expect, it } from "vitest";
import { DATASET_TYPES, Datasets } from "../../../schema/wire/api/datasets.ts";
import { digestOf } from "../../../schema/wire/canonical.ts";
import { routes } from "../../../workers/api/routes.ts";
import { answer, ask } from "./ask.ts";

it("lists each dataset with its digest and an example, of every type", async () => {
  const { datasets, digest } = await answer(Datasets, "/v1/datasets");
  expect(digest).toBe(await digestOf(datasets));
  expect(new Set(datasets.map(({ type }) => type))).toEqual(new Set(DATASET_TYPES));
  expect(new Set(datasets.map(({ id }) => id)).size).toBe(datasets.length);
  for (const { digest: own, example, ...dataset } of datasets) {
    expect(own).toBe(await digestOf(dataset));
    expect(dataset.items[0]).toEqual(example);
    expect(new Set(dataset.items.map(({ name }) => name)).size).toBe(dataset.items.length);
  }
});

it("narrows by workflow and type", async () => {
  const path = "/v1/datasets?type=bad&workflow=live-video-to-video/streamdiffusion-sdxl";
  const { datasets } = await answer(Datasets, path);
  expect(datasets.map(({ id }) => id)).toEqual(["stream-diffusion-bad"]);
});

it("AC25 documents every route and parameter on a page that needs no other host and no script", async () => {
  const page = await (await ask("/docs")).text();
  for (const { path, parameters } of routes) {
    expect(page).toContain(`<code>GET ${path}</code>`);
    for (const name of Object.keys(parameters.query.shape))
      expect(page).toContain(`<code>${name}</code>`);
  }
  expect(page).not.toMatch(/<script|src=|href="(?!\/|#)|@import|url\(/);
});
