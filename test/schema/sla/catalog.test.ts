import { expect, it } from "vitest";
import type * as z from "zod";
import { catalog } from "../../../schema/sla/catalog.ts";
import { Catalog } from "../../../schema/wire/catalog.ts";
import { ENDPOINTS } from "../../../schema/wire/api/endpoints.ts";
import { SLIS } from "../../../schema/wire/policy.ts";

import { covers, numericFields } from "../../support/numeric-fields.ts";

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
  expect(others.map(({ reason }) => reason)).toEqual(["dcgm_absent", "no_flops_table"]);
  for (const { reason, null_because } of others)
    expect(null_because).toBe(reason && catalog.reasons[reason]);
});

// METRICS.md §2, line by line.
it.each([
  ["output FPS", "output_fps"],
  ["jitter coefficient", "jitter_coefficient"],
  ["prompt-to-first-frame", "prompt_to_first_frame"],
  ["first-output latency", "first_output_latency"],
  ["E2E stream latency", "e2e_stream_latency"],
  ["startup (cold) time", "startup_time"],
  ["inference failure rate", "inference_failure_rate"],
  ["swap rate", "swap_rate"],
  ["CUDA utilisation efficiency", "cuda_utilisation_efficiency"],
  ["up bandwidth", "upload_bandwidth"],
  ["down bandwidth", "download_bandwidth"],
  ["streams", "streams"],
  ["inference minutes", "inference_minutes"],
  ["inference minutes by GPU type", "inference_minutes_by_gpu"],
  ["capacity rate", "capacity_rate"],
  ["missing capacity", "missing_capacity"],
  ["fees", "fees"],
  ["stake", "stake"],
  ["availability", "availability"],
  ["completeness", "completeness"],
  ["reporting", "reporting"],
  ["corroborated", "corroborated"],
  ["credit", "credit"],
  ["score", "score"],
  ["score_low", "score_low"],
])("AC25: names %s", (_, id) => {
  expect(byId[id]).toMatchObject({ version: 1, formula: expect.any(String) });
});

/** Answers whose numbers are metrics, by route. */
const ANSWERS = [
  ENDPOINTS.gpuMetrics,
  ENDPOINTS.networkDemand,
  ENDPOINTS.networkCapabilities,
  ENDPOINTS.compliance,
  ENDPOINTS.orchestrators,
  ENDPOINTS.orchestrator,
  ENDPOINTS.history,
  ENDPOINTS.latencies,
  ENDPOINTS.jobs,
] as const;
const fieldsOf = new Map(
  ANSWERS.map(({ path, answers }) => [path as string, numericFields(answers as z.ZodType)]),
);

/** Numbers that measure nothing: who, where and how far one may believe it, and what sides say of metrics named elsewhere. */
const NO_METRICS = [
  "trust",
  "hours[].version",
  "orchestrators[].trust",
  "scores.*.trust",
  "jobs[].gpu",
  "jobs[].evidence.*.seq",
  "jobs[].evidence.*.trust",
  "jobs[].evidence.conflicts[]",
];

it.each(catalog.metrics.flatMap(({ id, answered }) => answered.map((at) => ({ id, ...at }))))(
  "AC25: $id is answered at $route, $field",
  ({ route, field }) => {
    const found = (fieldsOf.get(route) ?? []).filter((path) => covers(field, path));
    expect(found).not.toEqual([]);
  },
);

it.each([...fieldsOf.keys()])("AC25: every number of %s is of a metric of the catalog", (route) => {
  const named = catalog.metrics.flatMap(({ answered }) =>
    answered.filter((at) => at.route === route).map(({ field }) => field),
  );
  const strange = (fieldsOf.get(route) ?? []).filter(
    (path) => ![...named, ...NO_METRICS].some((field) => covers(field, path)),
  );
  expect(strange).toEqual([]);
});
