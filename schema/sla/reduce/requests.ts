import type { Pseudonym } from "../../wire/identifier.ts";
import type { Observation } from "../../wire/observation.ts";
import type { RequestEntry } from "../../wire/window.ts";
import { fitting } from "./fitting.ts";
import type { Attempt, ReducerState, RequestState } from "./state.ts";

/** A request's entry waits so long for the model's name, which comes with later events. */
const MODEL_WAIT_MS = 60_000;
const MAX_ENTRIES = 2000;

/** Characters of JSON that a window's entries may take, beside those of its jobs. */
const MAX_LENGTH = 80_000;

/** The request that an observation is about, with what the observation tells of it; null where it names none. */
export function noteRequest(state: ReducerState, o: Observation): RequestState | null {
  if (o.request === null) return null;
  const request = (state.requests[o.request] ??= newRequest(o.request as Pseudonym, o.at));
  request.seen_at = Math.max(request.seen_at, o.at);
  request.gateway ??= o.gateway;
  if (request.model === null && o.model !== null) {
    request.model = o.model;
    request.pipeline = o.pipeline;
  }
  if (o.kind === "request_received") {
    request.received_at ??= o.at;
    if (o.purpose === "test") request.purpose = "test";
    if (request.received === "unseen") request.received = "pending";
  }
  if (o.polled !== true && o.kind !== "request_received") request.told = true;
  if (o.kind === "no_capacity" && request.missing === "unseen") request.missing = "pending";
  return request;
}

/** A refusal ends the attempt alone: the gateway tries another orchestrator, or the same again. */
export function noteEnd(
  request: RequestState,
  attempt: Attempt | null,
  { at, ending }: Extract<Observation, { kind: "ended" }>,
): void {
  if (ending !== "refused") {
    request.ended_at ??= at;
    return;
  }
  if (attempt !== null) attempt.moved_at ??= at;
  if (at >= (request.swapped_at ?? at)) request.swapped_at = null;
}

/**
 * The entries of a window: each fact of a request once. A receipt waits for the model's name, for a minute at most, and
 * not beyond the request's end.
 */
export function takeRequests(state: ReducerState, end: number, all: boolean): RequestEntry[] {
  const ready = Object.values(state.requests)
    .filter((request) => isReady(request, end, all))
    .sort(
      (a, b) =>
        (a.received_at ?? a.seen_at) - (b.received_at ?? b.seen_at) ||
        (a.request < b.request ? -1 : 1),
    )
    .slice(0, MAX_ENTRIES);
  const entries = fitting(ready.map(entryOf), MAX_LENGTH);
  for (const { request } of entries) {
    const told = state.requests[request];
    if (told?.received === "pending") told.received = "emitted";
    if (told?.missing === "pending") told.missing = "emitted";
  }
  return entries;
}

const entryOf = ({
  request,
  received,
  missing,
  pipeline,
  model,
  gateway,
  purpose,
}: RequestState): RequestEntry => ({
  request,
  pipeline,
  model,
  gateway,
  purpose,
  received: received === "pending",
  missing_capacity: missing === "pending",
});

function isReady(request: RequestState, end: number, all: boolean): boolean {
  if (request.missing === "pending") return true;
  if (request.received !== "pending") return false;
  const waited = end - (request.received_at ?? request.seen_at) >= MODEL_WAIT_MS;
  return all || waited || request.model !== null || request.ended_at !== null;
}

const newRequest = (request: Pseudonym, at: number): RequestState => ({
  request,
  gateway: null,
  pipeline: null,
  model: null,
  purpose: "live",
  received_at: null,
  swapped_at: null,
  ended_at: null,
  attempts: [],
  received: "unseen",
  missing: "unseen",
  seen_at: at,
});
