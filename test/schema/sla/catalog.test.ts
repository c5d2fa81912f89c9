import { expect, it } from "vitest";
import { catalog } from "../../../schema/sla/catalog.ts";
import { Catalog } from "../../../schema/wire/catalog.ts";
import { SLIS } from "../../../schema/wire/policy.ts";

const byId = Object.fromEntries(catalog.metrics.map((metric) => [metric.id, metric]));

it("fits its schema and names each metric once", () => {
  expect(Catalog.parse(catalog)).toEqual(catalog);
  expect(Object.keys(byId)).toHaveLength(catalog.metrics.length);
});

it("has every SLI of the policy, with the counters that the score reads", () => {
  for (const sli of SLIS) expect(byId[`sli_${sli}`]).toMatchObject({ kind: "sli", objective: sli });
  expect(byId["sli_success"]).toMatchObject({
    numerator: ["sli.success.good"],
    denominator: ["sli.success.valid"],
  });
});

it("keeps what has no source null, each with its reason", () => {
  const cue = byId["cuda_utilisation_efficiency"];
  expect(cue?.methods.map(({ name }) => name)).toEqual(["proxy", "dcgm", "model"]);
  const [proxy, ...others] = cue?.methods ?? [];
  expect(proxy?.null_because).toBeNull();
  for (const method of others) expect(method.null_because).toEqual(expect.any(String));
});
