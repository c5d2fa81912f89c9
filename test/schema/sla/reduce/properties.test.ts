import { expect, it } from "vitest";
import { outcomeOf } from "../../../../schema/sla/outcome.ts";
import { sumsOfJob } from "../../../../schema/sla/job-sums.ts";
import { DEFAULT_POLICY } from "../../../../schema/sla/policy.ts";
import { scoreOf } from "../../../../schema/sla/score.ts";
import { addSums } from "../../../../schema/sla/sums.ts";
import { decidedOf, entriesOf, observe, reduceAll } from "../../../support/observations.ts";

const { default: targets, weights } = DEFAULT_POLICY;
const SECOND = 1000;

/** A job that an orchestrator's agent tells of: a minute at 20 fps from 1 s on, or nothing but its start and its end. */
const job = (id: string, hasOutput: boolean) => {
  const of = { job: id, request: null };
  const samples = Array.from({ length: 6 }, (_, i) =>
    observe("sample", (i + 1) * 10 * SECOND, { ...of, fps: 20, input_fps: 20, output_age_ms: 10 }),
  );
  return [
    observe("job_started", 0, of),
    ...(hasOutput
      ? [observe("first_output", SECOND, { ...of, latency_ms: SECOND }), ...samples]
      : []),
    observe("ended", 61 * SECOND, { ...of, ending: "completed" }),
  ];
};
const GOOD = "00000000000000b1";
const BARE = "00000000000000b2";

it("AC06: lets an accepted job without a single sample lower its orchestrator's score", () => {
  const decided = decidedOf(
    reduceAll([...job(GOOD, true), ...job(BARE, false)], "orchestrator").windows,
  );
  const outcomes = decided.map((entry) => [
    entry.job,
    outcomeOf(entry, "orchestrator", targets).outcome,
  ]);
  expect(outcomes).toEqual([
    [GOOD, "success"],
    [BARE, "failed"],
  ]);
  const [good, bare] = decided.map((entry) => sumsOfJob(entry, "orchestrator", targets, weights));
  const score = (sums: Parameters<typeof scoreOf>[0]) =>
    scoreOf(sums, "any", DEFAULT_POLICY, null).score;
  expect(score(good!)).toBe(100);
  expect(score(addSums(good!, bare!))).toBe(50);
});

it("AC24: lets a finished stream leave the live list at once", () => {
  const { windows, state } = reduceAll(job(GOOD, true), "orchestrator", {
    minutes: 3,
    decideAll: false,
  });
  // It ends at 61 s: the second window says so, the third knows nothing of it, and nothing is open any more.
  const perWindow = windows.map((window) =>
    entriesOf([window]).map(({ totals }) => totals?.ending ?? "open"),
  );
  expect(perWindow).toEqual([["open"], ["completed"], []]);
  expect(Object.keys(state.open)).toEqual([]);
});
