import fc from "fast-check";
import { expect, it } from "vitest";
import { cohortsOf, placeIn } from "../../../../schema/sla/cohort/cohorts.ts";
import { type Member, membersOf } from "../../../../schema/sla/cohort/members.ts";
import { quartile, rankPpm } from "../../../../schema/sla/cohort/rank.ts";
import { bucketOf } from "../../../../schema/sla/histogram.ts";
import { canonicalJson } from "../../../../schema/wire/canonical.ts";
import { Address } from "../../../../schema/wire/identifier.ts";
import { rollup } from "../../../support/rollup.ts";

const WORKFLOW = "live-video-to-video/streamdiffusion";
const who = (n: number): Address => Address.parse(`0x${n.toString(16).padStart(40, "0")}`);
const member = (n: number, score: number, of: Partial<Member> = {}): Member => ({
  orchestrator: who(n),
  workflow: WORKFLOW,
  gpu: "RTX 4090",
  witness: "any",
  values: { score },
  ...of,
});

// Expected: 100 × (CF − 0.5 F) ÷ N, as the textbook has it, of 7 5 5 4 4 3 2 2 2 1.
it.each([
  [7, 950_000],
  [5, 800_000],
  [4, 600_000],
  [3, 450_000],
  [2, 250_000],
  [1, 50_000],
])(
  "ranks %d of ten values at %d ppm, and equal ones in the middle of their places",
  (value, ppm) => {
    expect(rankPpm([1, 2, 2, 2, 3, 4, 4, 5, 5, 7], value, "higher")).toBe(ppm);
  },
);

it("mirrors ranks where lower is better, up to the rounding", () => {
  const values = fc.array(fc.nat(9), { minLength: 1, maxLength: 30 });
  fc.assert(
    fc.property(values, (all) => {
      const ascending = all.toSorted((a, b) => a - b);
      const ranks = all.map((value) => rankPpm(ascending, value, "higher"));
      for (const [i, value] of all.entries()) {
        const both = (ranks[i] ?? 0) + rankPpm(ascending, value, "lower");
        expect(1_000_000 - both).toBeLessThanOrEqual(1);
      }
      const mean = ranks.reduce((a, b) => a + b, 0) / ranks.length;
      expect(Math.abs(mean - 500_000)).toBeLessThanOrEqual(1);
    }),
  );
});

// Expected: R's quantile(c(1, 2, 2, 2, 3, 4, 4, 5, 5, 7), c(.25, .5, .75), type = 1) gives 2 3 5.
it("takes a member's value for each quartile", () => {
  const values = [1, 2, 2, 2, 3, 4, 4, 5, 5, 7];
  expect(([1, 2, 3] as const).map((q) => quartile(values, q))).toEqual([2, 3, 5]);
});

it("says nothing of fewer than five, and says why", () => {
  const { summaries, places } = cohortsOf([1, 2, 3, 4].map((n) => member(n, 90 + n)));
  const [summary] = summaries;
  const [own] = places[who(1)] ?? [];
  if (summary === undefined || own === undefined) throw new Error("no cohort");
  const { score, output_fps } = placeIn(summary, own).measures;
  const none = { rank_ppm: null, q1: null, median: null, q3: null };
  expect(score).toEqual({ value: 91, n: 4, ...none, reason: "small_cohort" });
  expect(output_fps).toEqual({ value: null, n: 0, ...none, reason: "not_measured" });
});

it("compares within one workflow, one GPU's name and one view, in any order the same", () => {
  const members = [
    ...[10, 20, 30, 40, 50].map((score, n) => member(n, score)),
    ...[60, 70, 80, 90, 95].map((score, n) => member(n + 5, score, { gpu: "H100" })),
    ...[15, 25, 35, 45, 55].map((score, n) => member(n, score, { witness: "corroborated" })),
  ];
  const { summaries, places } = cohortsOf(members);
  expect(
    summaries.map(({ gpu, witness, measures }) => [gpu, witness, measures.score.median]),
  ).toEqual([
    ["H100", "any", 80],
    ["RTX 4090", "any", 30],
    ["RTX 4090", "corroborated", 35],
  ]);
  expect(
    places[who(4)]?.map(({ cohort, values }) => [summaries[cohort]?.witness, values.score]),
  ).toEqual([
    ["any", { value: 50, rank_ppm: 900_000 }],
    ["corroborated", { value: 55, rank_ppm: 900_000 }],
  ]);
  const other = cohortsOf(members.toReversed());
  expect(canonicalJson(other.summaries)).toBe(canonicalJson(summaries));
  expect(other.places).toEqual(places);
});

it("makes a member of an orchestrator with enough decided jobs, with each GPU and with all, in each view", () => {
  const sums = {
    counts: {
      success: 29,
      failed: 1,
      credit_ppm: 27_000_000,
      active_ms: 3000,
      milli_frames: 45_000,
    },
    amounts: {},
    histograms: { first_frame_ms: { [bucketOf(1000)]: 29 } },
  };
  const few = { ...sums, counts: { success: 1, credit_ppm: 1_000_000 }, histograms: {} };
  const rows = [
    rollup({ gpu: "RTX 4090", sums }),
    rollup({ gpu: "H100", sums: few }),
    rollup({ gpu: "RTX 4090", witness: "corroborated", sums: { ...sums, histograms: {} } }),
    rollup({ gpu: "H100", witness: "corroborated", sums: few }),
    rollup({ pipeline: null, model: null, gpu: "RTX 4090", sums }),
  ];
  const members = membersOf(who(1), rows, 30);
  expect(members.map(({ gpu, witness }) => [gpu, witness])).toEqual([
    [null, "any"],
    ["RTX 4090", "any"],
    [null, "corroborated"],
    ["RTX 4090", "corroborated"],
  ]);
  // 27 of 30 jobs' credit; one of 30 failed; 45 frames in 3 s.
  expect(members[1]?.values).toEqual({
    score: 90,
    failure_rate_ppm: 33_333,
    output_fps: 15,
    first_frame_ms: 1006,
  });
  expect(members[3]?.values).toEqual({ score: 90, failure_rate_ppm: 33_333, output_fps: 15 });
});
