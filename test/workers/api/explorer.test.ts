import { beforeAll, expect, it } from "vitest";
import { bucketOf } from "../../../schema/sla/histogram.ts";
import {
  AggregatedAnswer,
  PipelinesAnswer,
  RawStatsAnswer,
  RegionsAnswer,
  TopScoreAnswer,
} from "../../../schema/wire/api/explorer.ts";
import { job } from "../../support/job.ts";
import { addressOf } from "../../support/network.ts";
import { rollup } from "../../support/rollup.ts";
import { answer, ask } from "./ask.ts";
import { leaderboard, menu } from "./explorer-client.ts";
import { seedExplorer } from "./seed-network.ts";
import { seedHour } from "./seed-hour.ts";

const A = addressOf(1);
const MODEL = "SG161222/Real+Vis_V4.0:x";
const served = (success: number, failed: number, ms: number) => ({
  counts: { success, failed },
  amounts: {},
  histograms: { first_frame_ms: { [bucketOf(ms)]: success } },
});

// 200 orchestrators in three regions; the first also serves pictures, in one.
beforeAll(async () => {
  const regions = ["fra", "lax", "us-east"];
  const many = Array.from({ length: 200 }, (_, i) =>
    rollup({
      orchestrator: addressOf(i + 1),
      region: regions[i % 3] as never,
      sums: served(9, i % 5, 800 + i * 10),
    }),
  );
  const picture = { pipeline: "text-to-image", model: MODEL };
  await seedExplorer([...many, rollup({ orchestrator: A, ...picture, sums: served(3, 0, 500) })]);
  await seedHour({
    hour: "2026-01-09T13:00:00Z",
    jobs: [
      job({
        id: "00000000000000a1" as never,
        orchestrator: A,
        first_frame_ms: 1500,
        region: "fra" as never,
      }),
      job({
        id: "00000000000000a2" as never,
        orchestrator: A,
        outcome: "failed",
        cause: "model",
        credit_ppm: 0,
      }),
      job({
        id: "00000000000000a3" as never,
        orchestrator: A,
        outcome: "excused",
        credit_ppm: null,
      }),
    ],
  });
});

const STREAMS = "/api/aggregated_stats?pipeline=live-video-to-video&model=streamdiffusion";

it("gives a leaderboard that Explorer can show: finite, from 0 to 1, lower-case addresses, no empty regions", async () => {
  const stats = await answer(AggregatedAnswer, STREAMS);
  expect(Object.keys(stats)).toHaveLength(200);
  for (const [address, regions] of Object.entries(stats)) {
    expect(address).toMatch(/^0x[0-9a-f]{40}$/);
    expect(Object.keys(regions).length).toBeGreaterThan(0);
    for (const region of Object.keys(regions)) expect(region).not.toMatch(/[.[\]]/);
  }
  const shown = leaderboard(stats);
  expect(shown[A]?.GLOBAL).toBeCloseTo((stats[A]?.FRA?.score ?? 0) * 100, 9);
  expect(Object.values(shown).every(({ GLOBAL }) => Number.isFinite(GLOBAL))).toBe(true);
});

it("offers in its menu each region that a score is in, and GLOBAL first", async () => {
  const { regions } = await answer(RegionsAnswer, "/api/regions");
  expect(menu(regions).map(({ name, type }) => `${name} ${type}`)).toEqual([
    "Global transcoding",
    "Global ai",
    "Frankfurt ai",
    "Los Angeles ai",
    "US-EAST ai",
  ]);
  const stats = await answer(AggregatedAnswer, STREAMS);
  const ids = new Set(regions.map(({ id }) => id));
  expect(
    Object.values(stats)
      .flatMap((own) => Object.keys(own))
      .every((id) => ids.has(id)),
  ).toBe(true);
});

it("lists only pipelines and models that have a row", async () => {
  const { pipelines } = await answer(PipelinesAnswer, "/api/pipelines");
  expect(pipelines).toEqual([
    { id: "live-video-to-video", models: ["streamdiffusion"], regions: ["FRA", "LAX", "US-EAST"] },
    { id: "text-to-image", models: [MODEL], regions: ["FRA"] },
  ]);
  for (const { id, models } of pipelines)
    for (const model of models) {
      const found = await answer(
        AggregatedAnswer,
        `/api/aggregated_stats?pipeline=${id}&model=${model}`,
      );
      expect(Object.keys(found).length).toBeGreaterThan(0);
    }
  expect((await answer(PipelinesAnswer, "/api/pipelines?region=lax")).pipelines).toHaveLength(1);
});

it.each([
  ["raw", MODEL],
  ["encoded", encodeURIComponent(MODEL)],
])("takes a model's name with slash and plus, %s", async (_, model) => {
  const path = `/api/aggregated_stats?pipeline=text-to-image&model=${model}`;
  expect(Object.keys(await answer(AggregatedAnswer, path))).toEqual([A]);
});

it("gives an orchestrator's best workflow in any case of its address, and {} of nobody", async () => {
  const of = (address: string) =>
    answer(TopScoreAnswer, `/api/top_ai_score?orchestrator=${address}`);
  const best = await of(A);
  expect(best).toMatchObject({ orchestrator: A, pipeline: "text-to-image", region: "FRA" });
  expect(await of(A.toUpperCase().replace("0X", "0x"))).toEqual(best);
  for (const nobody of [addressOf(250), "", "vitalik.eth", "__proto__", "%00", "constructor"])
    expect(await of(nobody)).toEqual({});
  expect(await answer(TopScoreAnswer, "/api/top_ai_score")).toEqual({});
});

it.each([
  ["/api/aggregated_stats", {}],
  [`/api/aggregated_stats?orchestrator=${A}`, {}],
  ["/api/aggregated_stats?pipeline=nothing&model=nothing", {}],
  [`${STREAMS}&orchestrator=nobody`, {}],
  [`${STREAMS}&region=NOWHERE`, {}],
  ["/api/pipelines?region=NOWHERE", { pipelines: [] }],
  ["/api/raw_stats?orchestrator=nobody", {}],
])("has no data for %s, and says so with 200", async (path, nothing) => {
  const response = await ask(path);
  expect([response.status, await response.json()]).toEqual([200, nothing]);
});

it.each([
  ["/api/aggregated_stats?model=x", "pipeline required"],
  ["/api/aggregated_stats?pipeline=x", "model required"],
  ["/api/raw_stats", "orchestrator is a required parameter"],
])("refuses %s in leaderboard-serverless's words", async (path, error) => {
  const response = await ask(path);
  expect([response.status, await response.json()]).toEqual([400, { error }]);
});

it("narrows by orchestrator after it scored, so that the median stays the network's", async () => {
  const all = await answer(AggregatedAnswer, STREAMS);
  const one = await answer(
    AggregatedAnswer,
    `${STREAMS}&orchestrator=${A}&since=1&until=2&job_type=ai`,
  );
  expect(one).toEqual({ [A]: all[A] });
});

it("tells of decided jobs in raw_stats, by region, and of nothing that was in them", async () => {
  const raw = await answer(RawStatsAnswer, `/api/raw_stats?orchestrator=${A}`);
  expect(raw).toMatchObject({
    FRA: [{ success_rate: 1, round_trip_time: 1.5, errors: [], timestamp: 1767963900 }],
    GLOBAL: [{ success_rate: 0, errors: [{ error_code: "model", count: 1 }] }],
  });
  expect(Object.values(raw).flat()).toHaveLength(2);
});

it("puts where the numbers are from into headers, and keeps answers for half a minute", async () => {
  const { headers } = await ask(STREAMS);
  expect(headers.get("X-Sla-From")).toBe("2026-01-08T14:00:00Z");
  expect(headers.get("X-Sla-To")).toBe("2026-01-09T14:00:00Z");
  expect(headers.get("Access-Control-Expose-Headers")).toContain("X-Sla-From");
  expect(headers.get("Cache-Control")).toBe("public, max-age=30, stale-while-revalidate=120");
});
