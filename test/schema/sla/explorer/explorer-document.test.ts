import { expect, it } from "vitest";
import { cellsOf, explorerDocument } from "../../../../schema/sla/explorer/explorer-document.ts";
import { bucketOf } from "../../../../schema/sla/histogram.ts";
import { ExplorerDocument } from "../../../../schema/wire/explorer.ts";
import { rollup } from "../../../support/rollup.ts";

const A = `0x${"ab".repeat(20)}`;
const B = `0x${"0b".repeat(20)}`;
const served = (success: number, failed: number, ms: number) => ({
  counts: { success, failed },
  amounts: {},
  histograms: success === 0 ? {} : { first_frame_ms: { [bucketOf(ms)]: success } },
});
const documentOf = (rows: Parameters<typeof cellsOf>[0]) =>
  ExplorerDocument.parse(explorerDocument(cellsOf(rows), { from: null, to: null }));

it("scores an orchestrator at the median as Explorer's tooltip says", () => {
  const { workflows, top } = documentOf([rollup({ sums: served(3, 1, 1000) })]);
  // 0.65 × 0.75 + 0.35 × 0.8.
  expect(workflows[0]?.stats).toEqual({
    [A]: { FRA: { success_rate: 0.75, round_trip_score: 0.8, score: 0.7675 } },
  });
  expect(top[A]).toEqual({
    region: "FRA",
    orchestrator: A,
    value: 0.7675,
    model: "streamdiffusion",
    pipeline: "live-video-to-video",
  });
});

it("scores against the median of all orchestrators", () => {
  const { workflows } = documentOf([
    rollup({ sums: served(10, 0, 1000) }),
    rollup({ orchestrator: B, sums: served(1, 0, 3000) }),
  ]);
  expect(workflows[0]?.stats[A]?.FRA?.round_trip_score).toBeCloseTo(0.8, 6);
  expect(workflows[0]?.stats[B]?.FRA?.round_trip_score).toBeLessThan(0.55);
});

it("never puts GLOBAL beside a region: who has a job of no known region has that alone", () => {
  const { workflows, regions } = documentOf([
    rollup({ sums: served(1, 0, 1000) }),
    rollup({ region: null, sums: served(1, 0, 1000) }),
    rollup({ orchestrator: B, region: "lax", sums: served(1, 0, 1000) }),
  ]);
  expect(Object.keys(workflows[0]?.stats[A] ?? {})).toEqual(["GLOBAL"]);
  expect(workflows[0]?.stats[A]?.GLOBAL?.success_rate).toBe(1);
  expect(regions.map(({ id, type }) => `${id} ${type}`)).toEqual([
    "GLOBAL transcoding",
    "GLOBAL ai",
    "LAX ai",
  ]);
});

it("shows who failed everything with 0, and leaves out whose latency nobody saw", () => {
  const { workflows } = documentOf([
    rollup({ sums: served(0, 4, 0) }),
    rollup({ orchestrator: B, sums: { counts: { success: 4 }, amounts: {}, histograms: {} } }),
  ]);
  expect(workflows[0]?.stats).toEqual({
    [A]: { FRA: { success_rate: 0, round_trip_score: 0, score: 0 } },
  });
});

it("AC21 shows nothing of a test load, and nothing where nothing was", () => {
  const { workflows, top } = documentOf([rollup({ purpose: "test", sums: served(9, 0, 1) })]);
  expect([workflows, top]).toEqual([[], {}]);
});
