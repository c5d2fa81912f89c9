import { beforeAll, expect, it } from "vitest";
import { bucketOf } from "../../../schema/sla/histogram.ts";
import { BOUNDS_MS } from "../../../schema/sla/histogram-bounds.ts";
import { Latencies } from "../../../schema/wire/api/latencies.ts";
import { Compliance } from "../../../schema/wire/compliance.ts";
import { addressOf } from "../../support/network.ts";
import { job } from "../../support/job.ts";
import { rollup } from "../../support/rollup.ts";
import { answer, problem } from "./ask.ts";
import { seedHour } from "./seed-hour.ts";

const A = addressOf(1);
const OTHER = "live-video-to-video/other";

/** So many ms each, of one workflow in one hour. */
const row = (hour: string, model: string, latenciesMs: readonly number[]) => {
  const first_frame_ms: Record<string, number> = {};
  for (const ms of latenciesMs) {
    const bucket = String(bucketOf(ms));
    first_frame_ms[bucket] = (first_frame_ms[bucket] ?? 0) + 1;
  }
  const sums = { counts: {}, amounts: {}, histograms: { first_frame_ms } };
  return rollup({ hour, orchestrator: A, model, sums });
};
const hour = (of: string) => `2026-01-09T${of}:00:00Z`;

beforeAll(async () => {
  await seedHour({
    hour: hour("12"),
    rollups: [row(hour("12"), "a", [500, 500]), row(hour("12"), "other", [7_000])],
  });
  await seedHour({
    hour: hour("13"),
    jobs: [job({ orchestrator: A })],
    rollups: [row(hour("13"), "a", [500, 900])],
  });
});

const ask = (query: string) => answer(Latencies, `/v1/orchestrators/${A}/latencies?${query}`);
const boundOf = (ms: number) => BOUNDS_MS[bucketOf(ms)];

it("AC23 pools every job of the period, each in the bucket of at most 2 % that holds it", async () => {
  const { views, from, to } = await ask("period=24h");
  expect([from, to]).toEqual(["2026-01-08T14:00:00Z", "2026-01-09T14:00:00Z"]);
  expect(views.any.first_frame_ms).toEqual({
    n: 5,
    buckets: [
      [boundOf(500), 3],
      [boundOf(900), 1],
      [boundOf(7_000), 1],
    ],
  });
  expect(views.corroborated).toEqual({});
});

it("says why a view does not have a latency", async () => {
  const { nulls } = await ask("period=24h");
  expect(nulls).toEqual({
    "views.any.first_output_ms": "no_runner_measurement",
    "views.any.e2e_ms": "no_gateway_measurement",
    "views.any.startup_ms": "no_startup_seen",
    "views.corroborated.first_frame_ms": "no_gateway_measurement",
    "views.corroborated.first_output_ms": "no_runner_measurement",
    "views.corroborated.e2e_ms": "no_gateway_measurement",
    "views.corroborated.startup_ms": "orchestrator_only",
  });
});

it("has the quantiles that the score has", async () => {
  const { views } = await answer(Compliance, `/v1/sla/compliance?orchestrator_id=${A}&period=24h`);
  const { n, buckets } = (await ask("period=24h")).views.any.first_frame_ms ?? {};
  expect(n).toBe(views.any.latencies.first_frame_ms?.n);
  const all = (buckets ?? []).flatMap(([bound, jobs]) => Array<number>(jobs).fill(bound));
  expect([all[2], all[4]]).toEqual([
    views.any.latencies.first_frame_ms?.p50,
    views.any.latencies.first_frame_ms?.p95,
  ]);
});

it("narrows by workflow, by period and by its end", async () => {
  const count = async (query: string) => (await ask(query)).views.any.first_frame_ms?.n;
  expect(await count(`workflow=${OTHER}`)).toBe(1);
  expect(await count("period=1h")).toBe(2);
  expect(await count(`period=1h&end=${hour("13")}`)).toBe(3);
  expect(await count(`period=1h&end=${hour("12")}`)).toBeUndefined();
});

it("says that nobody is known by another address", async () => {
  const said = await problem(`/v1/orchestrators/${addressOf(9)}/latencies`);
  expect(said).toMatchObject({ status: 404, parameter: "address" });
});
