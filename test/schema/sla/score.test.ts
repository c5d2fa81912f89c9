import * as fc from "fast-check";
import { expect, it } from "vitest";
import { sumsOfJob } from "../../../schema/sla/job-sums.ts";
import { DEFAULT_POLICY } from "../../../schema/sla/policy.ts";
import { scoreOf } from "../../../schema/sla/score.ts";
import { addSums, EMPTY_SUMS } from "../../../schema/sla/sums.ts";
import { Cause, Ending } from "../../../schema/wire/cause.ts";
import { Score } from "../../../schema/wire/compliance.ts";
import type { JobTotals } from "../../../schema/wire/job-entry.ts";
import type { Sums } from "../../../schema/wire/rollup.ts";
import type { Role } from "../../../schema/wire/workflow.ts";
import { entry, outputless, TARGETS, totals, WEIGHTS } from "../../support/job-entry.ts";

const sumsOf = (of: JobTotals, role: Role = "gateway") =>
  sumsOfJob(entry(of), role, TARGETS, WEIGHTS);

const all = (...parts: readonly Sums[]) => parts.reduce(addSums, EMPTY_SUMS);

const times = (n: number, sums: Sums) => all(...Array.from({ length: n }, () => sums));

const score = (sums: Sums, completenessPpm: number | null = null) =>
  scoreOf(sums, "any", DEFAULT_POLICY, completenessPpm);

const PERFECT = sumsOf(totals());
const FAILED = sumsOf(totals({ ending: "error", cause: "gpu" }));
const EXCUSED = sumsOf(outputless({ ending: "error", cause: "user_input" }));
const SELF_EXCUSED = sumsOf(outputless({ ending: "error", cause: "user_input" }), "orchestrator");

it("AC10: a perfect record without peers reaches 100", () => {
  expect(score(times(30, PERFECT))).toMatchObject({
    score: 100,
    score_low: 91.72,
    provisional: false,
  });
  expect(score(PERFECT)).toMatchObject({ score: 100, score_low: 26.98, provisional: true });
});

it("gives at most half to whoever fails half of the jobs, and names the owner", () => {
  expect(score(all(times(3, PERFECT), times(3, FAILED)))).toMatchObject({
    score: 50,
    decided: 6,
    lost_ppm: { failures: { gpu: 3_000_000 }, qualities: {} },
  });
});

it("rounds down to two decimals", () => {
  expect(score(all(times(2, PERFECT), FAILED)).score).toBe(66.66);
});

it("lowers score_low by completeness in the view any, and only there", () => {
  const thirty = times(30, PERFECT);
  expect(score(thirty, 500_000).score_low).toBe(45.86); // ⌊917275 · 0.5⌋ = 458637
  expect(scoreOf(thirty, "corroborated", DEFAULT_POLICY, 500_000).score_low).toBe(91.72);
});

it("AC07: an excused failure leaves every score unchanged", () => {
  const before = all(times(9, PERFECT), FAILED);
  const { excused, excuses, ...after } = score(all(before, EXCUSED));
  const { excused: _, excuses: __, ...same } = score(before);
  expect([excused, excuses]).toEqual([1, { user_input: 1 }]);
  expect(after).toEqual(same);
});

it("AC07: what only its own orchestrator excuses leaves the score, and counts as failed in score_low", () => {
  const before = times(9, PERFECT);
  const after = score(all(before, SELF_EXCUSED));
  expect(after).toMatchObject({ score: 100, excused: 1, self_excused: 1 });
  expect(after.score_low).toBe(score(all(before, FAILED)).score_low);
});

it("AC11: of nothing, every ratio is null with its zero counts, and no score is zero", () => {
  const nothing = score(EMPTY_SUMS);
  expect(nothing).toMatchObject({ score: null, score_low: null, mean_fps: null, latencies: {} });
  for (const slo of Object.values(nothing.slos))
    expect(slo).toMatchObject({
      good: 0,
      valid: 0,
      ppm: null,
      status: "unobserved",
      budget_left_ppm: null,
    });
});

it("AC12: fps = 0 never enters the mean", () => {
  const active: Sums = {
    ...EMPTY_SUMS,
    counts: { active_ms: 60_000, milli_frames: 900_500, samples: 6 },
  };
  const stalled: Sums = { ...EMPTY_SUMS, counts: { stall_ms: 60_000, zero_samples: 6 } };
  expect(score(active)).toMatchObject({ mean_fps: 15.008, inference_minutes: 1 });
  expect(score(all(active, stalled))).toMatchObject({ mean_fps: 15.008, inference_minutes: 1 });
});

it("says of each objective whether it was met, and what is left of its budget", () => {
  const slo = (good: number, valid: number) =>
    score({ ...EMPTY_SUMS, counts: { "sli.success.good": good, "sli.success.valid": valid } }).slos
      .success;
  expect(slo(99, 100)).toMatchObject({ ppm: 990_000, status: "met", budget_left_ppm: 0 });
  expect(slo(100, 100)).toMatchObject({ status: "met", budget_left_ppm: 1_000_000 });
  expect(slo(98, 100)).toMatchObject({ status: "breached", budget_left_ppm: -1_000_000 });
  expect(slo(29, 29)).toMatchObject({ status: "insufficient", budget_left_ppm: 1_000_000 });
});

it("counts each SLI's events by its own definition", () => {
  const { slos } = score(all(PERFECT, FAILED, sumsOf(outputless({ ending: "completed" }))));
  expect(slos).toMatchObject({
    success: { good: 1, valid: 3 },
    startup: { good: 2, valid: 3 },
    stability: { good: 3, valid: 3 },
    first_frame: { good: 2, valid: 2 },
    e2e: { good: 2, valid: 2 },
    frame_rate: { good: 160_000, valid: 160_000 },
    smoothness: { good: 2, valid: 2 },
  });
});

it("pools latencies, and says how many", () => {
  const slow = sumsOf(totals({ first_frame_ms: 5000 }));
  const { first_frame_ms } = score(all(times(9, PERFECT), slow)).latencies;
  expect(first_frame_ms).toMatchObject({ n: 10 });
  expect(first_frame_ms?.p50).toBeGreaterThanOrEqual(1500);
  expect(first_frame_ms?.p50).toBeLessThanOrEqual(1530);
  expect(first_frame_ms?.p95).toBeGreaterThanOrEqual(5000);
  expect(first_frame_ms?.p95).toBeLessThanOrEqual(5100);
});

const job = fc
  .record({
    ending: fc.constantFrom(...Ending.options),
    cause: fc.option(fc.constantFrom(...Cause.options)),
    first_frame_ms: fc.option(fc.integer({ min: 0, max: 60_000 })),
    first_output_ms: fc.option(fc.integer({ min: 0, max: 60_000 })),
    e2e_ms: fc.option(fc.integer({ min: 0, max: 60_000 })),
    swapped: fc.boolean(),
    idle_slot: fc.option(fc.boolean()),
    stall_at_end_ms: fc.option(fc.integer({ min: 0, max: 20_000 })),
    span_ms: fc.integer({ min: 0, max: 200_000 }),
  })
  .map(totals);

it("accounts for every point: credit and lost points add up exactly, and the score fits its schema", () => {
  const jobs = fc.array(fc.tuple(job, fc.constantFrom<Role>("gateway", "orchestrator")), {
    maxLength: 40,
  });
  fc.assert(
    fc.property(jobs, (given) => {
      const result = Score.parse(score(all(...given.map(([of, role]) => sumsOf(of, role)))));
      const { failures, qualities } = result.lost_ppm;
      const lost = [...Object.values(failures), ...Object.values(qualities)];
      expect(lost.reduce((a, b) => a + b, result.credit_ppm)).toBe(1_000_000 * result.decided);
      expect(result.decided + result.excused).toBe(given.length);
      const excuses = Object.values(result.excuses).reduce((a, b) => a + b, 0);
      expect(excuses).toBe(result.excused);
    }),
  );
});
