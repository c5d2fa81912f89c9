import * as fc from "fast-check";
import { expect, it } from "vitest";
import { creditOf } from "../../../schema/sla/credit.ts";
import { outcomeOf } from "../../../schema/sla/outcome.ts";
import { Cause, Ending } from "../../../schema/wire/cause.ts";
import type { JobEntry, JobTotals } from "../../../schema/wire/job-entry.ts";
import type { Role } from "../../../schema/wire/workflow.ts";
import { entry, outputless, TARGETS, totals, WEIGHTS } from "../../support/job-entry.ts";

const said = (job: JobEntry, role: Role) => {
  const { outcome, cause, selfExcused } = outcomeOf(job, role, TARGETS);
  return [outcome, cause, selfExcused];
};

const SUCCESS = ["success", null, false];
const failed = (cause: Cause) => ["failed", cause, false];
const excused = (cause: Cause, self = false) => ["excused", cause, self];

it.each<[string, JobTotals, unknown, unknown]>([
  ["a client that leaves after output", totals(), SUCCESS, SUCCESS],
  ["a stream that completes", totals({ ending: "completed" }), SUCCESS, SUCCESS],
  ["a stall of 10 s at the end", totals({ stall_at_end_ms: 10_000 }), SUCCESS, SUCCESS],
  ["a stall of more", totals({ stall_at_end_ms: 10_001 }), failed("unknown"), failed("unknown")],
  [
    "a stream moved away while it ran",
    totals({ ending: "moved", swapped: true }),
    SUCCESS,
    SUCCESS,
  ],
  [
    "a stream moved away as it stalled",
    totals({ ending: "moved", stall_at_end_ms: 12_000, cause: "orchestrator_network" }),
    failed("orchestrator_network"),
    failed("orchestrator_network"),
  ],
  ["an error", totals({ ending: "error", cause: "gpu" }), failed("gpu"), failed("gpu")],
  ["an error without a cause", totals({ ending: "error" }), failed("unknown"), failed("unknown")],
  [
    "an error of the user",
    totals({ ending: "error", cause: "user_input" }),
    excused("user_input"),
    excused("user_input", true),
  ],
  [
    "an error of the user that a code proves",
    totals({ ending: "error", cause: "user_input", cause_proven: true }),
    excused("user_input"),
    excused("user_input"),
  ],
  [
    "a refusal without an idle slot, with a code that proves something else",
    outputless({ ending: "refused", idle_slot: false, cause: "gpu", cause_proven: true }),
    excused("full"),
    excused("full", true),
  ],
  [
    "an error whose excuse is none of an error's",
    totals({ ending: "error", cause: "full" }),
    failed("unknown"),
    failed("unknown"),
  ],
  [
    "a refusal with an idle slot",
    outputless({ ending: "refused", idle_slot: true }),
    failed("capacity"),
    failed("capacity"),
  ],
  [
    "a refusal without an idle slot",
    outputless({ ending: "refused", idle_slot: false }),
    excused("full"),
    excused("full", true),
  ],
  [
    "a refusal that shows no readings",
    outputless({ ending: "refused", idle_slot: null }),
    failed("capacity"),
    failed("capacity"),
  ],
  [
    "an end without output",
    outputless({ ending: "completed" }),
    failed("unknown"),
    failed("unknown"),
  ],
  [
    "silence without a sample",
    outputless({ ending: "silent", ended_at: null }),
    excused("unobserved"),
    failed("unknown"),
  ],
  [
    "silence after samples",
    totals({ ending: "silent", ended_at: null }),
    SUCCESS,
    failed("unknown"),
  ],
])("decides %s", (_, given, byGateway, byOrchestrator) => {
  expect(said(entry(given), "gateway")).toEqual(byGateway);
  expect(said(entry(given), "orchestrator")).toEqual(byOrchestrator);
});

it("excuses a client that leaves before the target of the side that says so, and not at it", () => {
  const left = (afterMs: number) =>
    entry(outputless({ ending: "client_left", ended_at: 1_000_000 + afterMs }));
  expect(said(left(3999), "gateway")).toEqual(excused("client_left"));
  expect(said(left(4000), "gateway")).toEqual(failed("unknown"));
  expect(said(left(2499), "orchestrator")).toEqual(excused("client_left", true));
  expect(said(left(2500), "orchestrator")).toEqual(failed("unknown"));
  // Who was not told of the start cannot say how long the client waited; a gateway's wait begins with its request.
  const blind = { ...totals().sources, first_output: false };
  const unknown = entry(outputless({ ending: "client_left", ended_at: 1_000_001, sources: blind }));
  expect(said(unknown, "orchestrator")).toEqual(failed("unknown"));
  expect(said(unknown, "gateway")).toEqual(excused("client_left"));
});

it("leaves a job without totals pending: AC04, in no ratio", () => {
  expect(said(entry(null), "gateway")).toEqual(["pending", null, false]);
});

it("AC06: an accepted job without a sample, an output or an end has failed", () => {
  const nothing = outputless({ ending: "silent", ended_at: null });
  expect(said(entry(nothing), "orchestrator")).toEqual(failed("unknown"));
});

/** What a job does to its orchestrator: success by its credit, failure 0, an excuse is not counted. */
const worth = (job: JobEntry) => {
  const { outcome } = outcomeOf(job, "orchestrator", TARGETS);
  if (outcome !== "success") return outcome;
  return creditOf(job, "orchestrator", TARGETS, WEIGHTS).creditPpm;
};

/** Every way to say less than one did. An end that is not said is silence. */
const DELETIONS: ((job: JobEntry, of: JobTotals) => JobEntry)[] = [
  (job, of) => ({ ...job, totals: { ...of, first_output_ms: null } }),
  (job, of) => ({ ...job, totals: { ...of, cause: null, cause_proven: false } }),
  (job, of) => ({ ...job, totals: { ...of, idle_slot: null } }),
  (job, of) => ({ ...job, totals: { ...of, stall_at_end_ms: null } }),
  (job, of) => ({ ...job, totals: { ...of, frames: of.frames.slice(1) } }),
  (job, of) => ({
    ...job,
    totals: { ...of, frames: of.frames.map(([, ...rest]) => [null, ...rest]) },
  }),
  (job, of) => ({ ...job, totals: { ...of, ending: "silent", ended_at: null } }),
  (job, of) => ({
    ...job,
    first_output_at: null,
    totals: { ...of, ...DELIVERED_NOTHING },
  }),
];

const DELIVERED_NOTHING = {
  samples: 0,
  first_output_ms: null,
  first_frame_ms: null,
  stall_at_end_ms: null,
  span_ms: 0,
  frames: [],
};

const anyTotals = fc
  .record({
    ending: fc.constantFrom(...Ending.options),
    cause: fc.option(fc.constantFrom(...Cause.options)),
    cause_proven: fc.boolean(),
    idle_slot: fc.option(fc.boolean()),
    stall_at_end_ms: fc.integer({ min: 0, max: 20_000 }),
    first_output_ms: fc.option(fc.integer({ min: 0, max: 20_000 })),
    fps: fc.integer({ min: 0, max: 30 }),
    lifeMs: fc.integer({ min: 20_000, max: 200_000 }),
  })
  .map(({ fps, lifeMs, ...more }) =>
    totals({
      ...more,
      ended_at: 1_000_000 + lifeMs,
      frames: [
        [20, fps, 40_000, 40_000 * fps * 1000],
        [10, 5, 40_000, 40_000 * 5000],
      ],
    }),
  );

it("AC08: leaving out anything that an orchestrator's own agent says never raises what a job is worth", () => {
  fc.assert(
    fc.property(anyTotals, fc.constantFrom(...DELETIONS), (of, without) => {
      const before = worth(entry(of));
      const after = worth(without(entry(of), of));
      if (before === "excused") return;
      if (before === "failed") expect(after).toBe("failed");
      else expect(after === "failed" || Number(after) <= Number(before)).toBe(true);
    }),
    { numRuns: 500 },
  );
});
