import type { JobEntry, JobTotals } from "../wire/job-entry.ts";
import type { Policy, Targets } from "../wire/policy.ts";
import type { Role } from "../wire/workflow.ts";
import { type Credit, creditOf } from "./credit.ts";
import { type Fps, fpsOf } from "./fps.ts";
import { type Decision, outcomeOf } from "./outcome.ts";

/** An entry that decides its job. */
export type DecidedEntry = JobEntry & { totals: JobTotals };

/** What one side's evidence makes of a job that it decides: found once, for the job's document and for its sums. */
export type Verdict = Decision &
  Readonly<{
    role: Role;
    targets: Targets;
    fps: Fps;
    /** Null where the job earns none by itself: it did not succeed. */
    credit: Credit | null;
  }>;

/** The verdict on a job, by one side's evidence and targets. */
export function verdictOf(
  entry: DecidedEntry,
  role: Role,
  targets: Targets,
  weights: Policy["weights"],
): Verdict {
  const decision = outcomeOf(entry, role, targets);
  const credit = decision.outcome === "success" ? creditOf(entry, role, targets, weights) : null;
  return { ...decision, role, targets, fps: fpsOf(entry.totals), credit };
}
