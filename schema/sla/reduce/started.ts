import type { Role } from "../../wire/workflow.ts";
import type { OpenJob, ReducerState } from "./state.ts";

/**
 * When this side first saw a job, and whether that was its beginning: for a gateway's first attempt the request, else the
 * swap, the payment or the job's start; without any, its first evidence.
 */
export function startOf(
  state: ReducerState,
  job: OpenJob,
  role: Role,
): { at: number; known: boolean } {
  const request = job.request === null ? undefined : state.requests[job.request];
  const isFirst = request?.attempts[0] === job.job;
  const receivedAt = request?.received_at ?? null;
  if (role === "gateway" && isFirst && receivedAt !== null) return { at: receivedAt, known: true };
  return { at: job.started_at, known: job.start_known };
}

/** When output began, on the observer's clock: a gateway's own receipt before what it relays. */
export const outputAt = (job: OpenJob): number | null => job.first_own_at ?? job.first_relayed_at;
