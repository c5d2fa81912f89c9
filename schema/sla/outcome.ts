import { type Cause, FAULTS } from "../wire/cause.ts";
import type { JobOutcome } from "../wire/job.ts";
import type { JobEntry, JobTotals } from "../wire/job-entry.ts";
import type { Targets } from "../wire/policy.ts";
import type { Role } from "../wire/workflow.ts";

/** More stall than this at the end is a failure. METRICS.md §3, rule 1. */
export const STALL_LIMIT_MS = 10_000;

/** How a job ended, whose doing it was, and whether only its own orchestrator's agent says that it is excused. */
export type Decision = Readonly<{
  outcome: JobOutcome;
  cause: Cause | null;
  selfExcused: boolean;
}>;

/**
 * The outcome of a job by one side's evidence: METRICS.md §3, first rule that applies. An entry without totals is
 * `pending`. A gateway's word excuses; an orchestrator's agent's is `selfExcused`, unless a code proves this very cause.
 */
export function outcomeOf(entry: JobEntry, role: Role, targets: Targets): Decision {
  const { totals } = entry;
  if (totals === null) return { outcome: "pending", cause: null, selfExcused: false };
  if (totals.ending === "silent") return silent(totals, role);
  if (isSuccess(entry, totals, role)) return SUCCESS;
  const excuse = excuseOf(entry, totals, role, targets);
  if (excuse === null) return { outcome: "failed", cause: faultOf(totals), selfExcused: false };
  const isProven = totals.cause_proven && totals.cause === excuse;
  const selfExcused = role === "orchestrator" && !isProven;
  return { outcome: "excused", cause: excuse, selfExcused };
}

/** Whether any output of the job was seen. */
export const isDelivered = ({ first_output_at, totals }: JobEntry): boolean =>
  first_output_at !== null ||
  (totals !== null &&
    (totals.samples > 0 || totals.first_frame_ms !== null || totals.first_output_ms !== null));

const SUCCESS: Decision = { outcome: "success", cause: null, selfExcused: false };

/** Rule 4: evidence that stopped without an end. */
function silent({ samples }: JobTotals, role: Role): Decision {
  if (role === "orchestrator") return { outcome: "failed", cause: "unknown", selfExcused: false };
  if (samples > 0) return SUCCESS;
  return { outcome: "excused", cause: "unobserved", selfExcused: false };
}

/** Rule 1. A refusal is no success, whatever else it says. */
function isSuccess(entry: JobEntry, totals: JobTotals, role: Role): boolean {
  if (totals.ending === "error" || totals.ending === "refused") return false;
  return isDelivered(entry) && !isStalled(entry, totals, role);
}

/** A stream's stall at its end that its own orchestrator leaves out is none that was short. */
function isStalled({ workload }: JobEntry, totals: JobTotals, role: Role): boolean {
  if (totals.stall_at_end_ms !== null) return totals.stall_at_end_ms > STALL_LIMIT_MS;
  return role === "orchestrator" && workload === "stream";
}

/**
 * Rule 2: what excuses a job that failed, or null. An orchestrator's agent excuses by cause only what it says ended in an
 * error or a refusal; by a client that left only where it could time its output, since it was told of the start; and is
 * measured by its own target: otherwise leaving output or a start out could raise a score.
 */
function excuseOf(entry: JobEntry, totals: JobTotals, role: Role, targets: Targets): Cause | null {
  const { cause, ending, ended_at, idle_slot, sources } = totals;
  const explained = role === "gateway" || ending === "error" || ending === "refused";
  if (explained && (cause === "user_input" || cause === "client_network" || cause === "gateway"))
    return cause;
  if (ending === "refused") return idle_slot === false ? "full" : null;
  const targetMs = role === "gateway" ? targets.first_frame_ms : targets.first_output_ms;
  const waitedMs = ended_at === null ? Infinity : ended_at - entry.started_at;
  const timed = role === "gateway" || sources.first_output;
  const left = ending === "client_left" && !isDelivered(entry);
  return timed && left && waitedMs < targetMs ? "client_left" : null;
}

/** Rule 3: whose fault it was. An excuse that does not hold is no cause. */
function faultOf({ cause, ending }: JobTotals): Cause {
  if (ending === "refused") return "capacity";
  return cause !== null && isFault(cause) ? cause : "unknown";
}

const isFault = (cause: Cause): boolean => (FAULTS as readonly Cause[]).includes(cause);
