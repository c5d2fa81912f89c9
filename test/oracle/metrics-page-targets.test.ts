import { describe, expect, it } from "vitest";
import { HOURS_NEEDED, STANDING_COUNTS } from "../../schema/sla/gateway/standing-sums.ts";
import { standingsOf } from "../../schema/sla/gateway/standings.ts";
import { bucketOf } from "../../schema/sla/histogram.ts";
import { BOUNDS_MS } from "../../schema/sla/histogram-bounds.ts";
import { sumsOfJob } from "../../schema/sla/job-sums.ts";
import { DEFAULT_POLICY } from "../../schema/sla/policy.ts";
import { scoreOf } from "../../schema/sla/score.ts";
import { EMPTY_SUMS } from "../../schema/sla/sums.ts";
import type { JobTotals } from "../../schema/wire/job-entry.ts";
import type { Sli } from "../../schema/wire/policy.ts";
import type { Witness } from "../../schema/wire/rollup.ts";
import type { Role } from "../../schema/wire/workflow.ts";
import { entry, totals } from "../support/job-entry.ts";
import { idOf, PAGE_NAME, PAGE_TEXT, saidOnce, tableUnder } from "./metrics-page.ts";

const { default: TARGETS, weights, provisional_below } = DEFAULT_POLICY;

/** Good and valid events of a job. */
function events(
  sli: Sli,
  said: Partial<JobTotals>,
  role: Role = "gateway",
): [good: number, valid: number] {
  const of = totals(said);
  const { counts } = sumsOfJob({ ...entry(of), totals: of }, role, TARGETS, weights);
  return [
    counts[`sli.${sli}.good` as "success"] ?? 0,
    counts[`sli.${sli}.valid` as "success"] ?? 0,
  ];
}
const isGood = (...of: Parameters<typeof events>): boolean => events(...of)[0] > 0;

/** Six samples of 10 fps, each so many millionths of it above or below. */
const jitter = (ppm: number): Partial<JobTotals> => ({
  samples: 6,
  sum_milli_fps: 60_000,
  sum_milli_fps_squared: 6 * (1e8 + (ppm / 100) ** 2),
});

/** Good up to the page's number. */
const UP_TO: [what: string, said: RegExp, step: number, isGood: (n: number) => boolean][] = [
  [
    "a first frame",
    /prompt-to-first-frame (\d+) ms/,
    1,
    (ms) => isGood("first_frame", { first_frame_ms: ms }),
  ],
  [
    "a first output",
    /first output (\d+) ms/,
    1,
    (ms) => isGood("first_frame", { first_output_ms: ms }, "orchestrator"),
  ],
  ["an E2E latency", /E2E (\d+) ms/, 1, (ms) => isGood("e2e", { e2e_ms: ms })],
  [
    "jitter",
    /jitter (0\.\d+)\./,
    1e-4,
    (ratio) => isGood("smoothness", jitter(Math.round(ratio * 1e6))),
  ],
  [
    "jitter of the SLI",
    /jobs with jitter ≤ (0\.\d+)/,
    1e-4,
    (ratio) => isGood("smoothness", jitter(Math.round(ratio * 1e6))),
  ],
];

/** Decided jobs of a view, all in the newest hour. */
const standing = (witness: Witness, decided: number) => {
  const counts = STANDING_COUNTS.map((name) => (name === "decided" ? decided : 0));
  return {
    workflow: null,
    witness,
    hours: [[HOURS_NEEDED - 1, ...counts]] as [number, ...number[]][],
  };
};

/** So from the page's number on, and not below. */
const FROM: [what: string, said: RegExp, step: number, isSo: (n: number) => boolean][] = [
  [
    "a frame rate is good",
    /target (\d+) fps/,
    0.001,
    (fps) =>
      isGood("frame_rate", {
        frames: [[null, Math.floor(fps), 80_000, Math.round(fps * 1000) * 80_000]],
      }),
  ],
  [
    "a job has jitter",
    /at least (\d+) samples/,
    1,
    (samples) =>
      isGood("smoothness", {
        ...jitter(0),
        samples,
        sum_milli_fps: samples,
        sum_milli_fps_squared: samples,
      }),
  ],
  [
    "a stream has to be smooth",
    /jobs that ran ≥ (\d+) s/,
    0.001,
    (s) => events("smoothness", { active_ms: Math.round(s * 1000) - 7, stall_ms: 7 })[1] === 1,
  ],
  [
    "a score is not provisional",
    /`provisional` while fewer than (\d+) jobs/,
    1,
    (jobs) =>
      !scoreOf({ ...EMPTY_SUMS, counts: { failed: jobs } }, "any", DEFAULT_POLICY, null)
        .provisional,
  ],
  [
    "the view of corroborated jobs stands alone",
    /`corroborated` view where it has (\d+) decided jobs/,
    1,
    (jobs) => {
      const sums = [standing("any", 1000), standing("corroborated", jobs)];
      return standingsOf(sums, null, provisional_below)["24h"].cautious.decided === jobs;
    },
  ],
];

describe.skipIf(PAGE_TEXT === "")(`the targets of ${PAGE_NAME}`, () => {
  it.each(UP_TO)("let %s be good up to the page's number", (_, said, step, is) => {
    const n = Number(saidOnce(said)[0]);
    expect([is(n - step), is(n), is(n + step)]).toEqual([true, true, false]);
  });

  it.each(FROM)("say that %s from the page's number on", (_, said, step, is) => {
    const n = Number(saidOnce(said)[0]);
    expect([is(n - step), is(n), is(n + step)]).toEqual([false, true, true]);
  });

  const objectives = tableUnder("| SLI | good ÷ valid")
    .map(([name, , slo]) => [idOf(name!) as Sli, Number(/≥ (\d+) %/.exec(slo!)![1])] as const)
    // Its only method is `proxy`, which is never judged.
    .filter(([sli]) => sli !== "efficiency");

  it.each(objectives)("meet the objective of %s at %d %, and breach it below", (sli, percent) => {
    const status = (good: number) => {
      const counts =
        sli === "availability"
          ? { slots_up: good, slots_down: 10_000 - good }
          : { [`sli.${sli}.good`]: good, [`sli.${sli}.valid`]: 10_000 };
      return scoreOf({ ...EMPTY_SUMS, counts }, "any", DEFAULT_POLICY, null).slos[sli].status;
    };
    expect([status(percent * 100 - 1), status(percent * 100)]).toEqual(["breached", "met"]);
  });

  it("keep latencies as exact as the page says, and no more so", () => {
    const [percent] = saidOnce(/relative error ≤ (\d+) %/).map(Number);
    const errors = BOUNDS_MS.slice(1).map((bound, i) => {
      const least = BOUNDS_MS[i]! + 1;
      expect([bucketOf(least), bucketOf(bound)]).toEqual([i + 1, i + 1]);
      return (100 * (bound - least)) / least;
    });
    expect(Math.max(...errors)).toBeLessThanOrEqual(percent!);
    expect(Math.max(...errors)).toBeGreaterThan(percent! - 0.1);
  });
});
