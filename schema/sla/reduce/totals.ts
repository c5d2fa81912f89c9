import type { JobTotals } from "../../wire/job-entry.ts";
import type { Role } from "../../wire/workflow.ts";
import { STALL_LIMIT_MS } from "../outcome.ts";
import { closeFrames, FRAME_COVER_MS } from "./frames.ts";
import { spanStart } from "./sample.ts";
import { outputAt, startOf } from "./started.ts";
import type { OpenJob, ReducerState } from "./state.ts";

/** The whole of a job that is decided: what its last entry carries. */
export function totalsOf(state: ReducerState, job: OpenJob, role: Role): JobTotals {
  const start = startOf(state, job, role);
  const endedAt = job.end?.at ?? null;
  const isEndPossible = endedAt === null || endedAt >= start.at;
  // Heartbeats tell neither when the request came nor that it was moved: only the gateway's events do.
  const hasEvents = role === "gateway" && isReceived(state, job);
  const firstFrame = hasEvents && start.known ? elapsed(start.at, job.first_own_at) : UNKNOWN;
  const firstOutput = firstOutputOf(job, start, role);
  const until = Math.min(endedAt ?? job.last_evidence_at, job.input_end_at ?? Infinity);
  const stallMs = job.last_output_at === null ? null : Math.max(0, until - job.last_output_at);
  const excused = job.end?.cause != null ? { cause: job.end.cause, proven: job.end.proven } : null;
  // An excuse before a fault: leaving out an error must never help.
  const blame = excused ?? job.excuse ?? job.fault;
  return {
    ...job.sums,
    ended_at: isEndPossible ? endedAt : null,
    last_evidence_at: job.last_evidence_at,
    ending: endingOf(job, role, stallMs),
    cause: blame?.cause ?? null,
    cause_proven: blame?.proven ?? false,
    idle_slot: job.end?.idle_slot ?? null,
    first_frame_ms: firstFrame.ms,
    first_output_ms: firstOutput.ms,
    e2e_ms: job.e2e.n === 0 ? null : Math.floor(job.e2e.sum_ms / job.e2e.n),
    stall_at_end_ms: stallMs,
    ...spanOf(job, start.at, until),
    sum_milli_fps: job.sum_milli_fps,
    sum_milli_fps_squared: job.sum_milli_fps_squared,
    swapped: job.swapped,
    impossible:
      job.impossible + firstFrame.impossible + firstOutput.impossible + (isEndPossible ? 0 : 1),
    sources: {
      first_frame: hasEvents,
      // Without its start an orchestrator's agent cannot time the first output, unless the runner did.
      first_output: job.saw.first_output || (role === "orchestrator" && start.known),
      samples: role === "orchestrator" || job.saw.samples,
      swap: hasEvents,
      e2e: job.saw.e2e,
    },
    fees: job.fees,
  };
}

const isReceived = (state: ReducerState, { request }: OpenJob): boolean =>
  request !== null && (state.requests[request]?.received ?? "unseen") !== "unseen";

type Elapsed = { ms: number | null; impossible: 0 | 1 };
const UNKNOWN: Elapsed = { ms: null, impossible: 0 };

/** The time between two moments of one clock. An impossible order is no time at all, and is counted. */
function elapsed(from: number | null, to: number | null): Elapsed {
  if (from === null || to === null) return UNKNOWN;
  return to < from ? { ms: null, impossible: 1 } : { ms: to - from, impossible: 0 };
}

/** By the runner's own latency, else on the runner's clock, else on the clock of an agent that saw both moments. */
function firstOutputOf(job: OpenJob, start: { at: number; known: boolean }, role: Role): Elapsed {
  if (job.first_latency_ms !== null) return elapsed(0, job.first_latency_ms);
  const byRunner = elapsed(job.runner_started_at, job.first_runner_at);
  if (byRunner.ms !== null || byRunner.impossible === 1) return byRunner;
  return role === "orchestrator" && start.known ? elapsed(start.at, outputAt(job)) : UNKNOWN;
}

/**
 * An error state that no later sample took back is how the job ended, whoever closed it; and so is an error of the runner
 * itself where the gateway moved away after it: a runner that is gone sends no state. An orchestrator's agent could leave the
 * state out: its word of it only says how a job failed that has failed anyway, docs/adr/0021.
 */
function endingOf(job: OpenJob, role: Role, stallMs: number | null): JobTotals["ending"] {
  const { end, in_error, erred_at, well_at, excuse } = job;
  if (end === null) return "silent";
  if (end.ending === "refused") return "refused";
  const isBroken = end.ending === "moved" && (erred_at ?? 0) > (well_at ?? 0);
  const isStalled = stallMs !== null && stallMs > STALL_LIMIT_MS;
  const isInError =
    role === "gateway"
      ? in_error || isBroken
      : in_error && (hasOutput(job) ? isStalled : excuse !== null);
  return isInError ? "error" : end.ending;
}

const hasOutput = (job: OpenJob): boolean => outputAt(job) !== null || job.active_at !== null;

function spanOf(job: OpenJob, start: number, until: number): Pick<JobTotals, "span_ms" | "frames"> {
  return hasOutput(job)
    ? closeFrames(job.frames, spanStart(job, start), until - FRAME_COVER_MS)
    : { span_ms: 0, frames: [] };
}
