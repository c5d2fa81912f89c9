import type { ReducerState } from "./state.ts";

/** What is late or repeated finds its request and its job so long after their last evidence. */
const REMEMBERED_MS = 3_600_000;

/** A payment session goes on without naming a request. */
const SESSION_MS = 24 * 3_600_000;

/** Most entries of each kind: a bound, whatever a source sends. */
const MAX_ENTRIES = 5000;

/** Forgets what nothing can refer to any more. */
export function forget(state: ReducerState, end: number): void {
  const openOf = new Set(Object.values(state.open).map(({ request }) => request));
  for (const request of Object.values(state.requests)) {
    const isWaiting = request.received === "pending" || request.missing === "pending";
    if (isWaiting || openOf.has(request.request) || request.seen_at + REMEMBERED_MS > end) continue;
    delete state.requests[request.request];
  }
  for (const { job, request, last_evidence_at } of Object.values(state.closed)) {
    const isReferred = request !== null && request in state.requests;
    if (!isReferred && last_evidence_at + REMEMBERED_MS <= end) delete state.closed[job];
  }
  for (const [key, { seen_at }] of Object.entries(state.sessions))
    if (seen_at + SESSION_MS <= end) delete state.sessions[key];
  const bounded = [state.closed, state.sessions, state.owners, state.hardware, state.readings];
  for (const record of bounded) dropOldest(record);
}

/** Keys of an object stay in the order in which they were added. */
function dropOldest(record: Record<string, unknown>): void {
  const keys = Object.keys(record);
  for (const key of keys.slice(0, Math.max(0, keys.length - MAX_ENTRIES))) delete record[key];
}
