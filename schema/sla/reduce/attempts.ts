import type { Pseudonym } from "../../wire/identifier.ts";
import type { Observation } from "../../wire/observation.ts";
import type { Role } from "../../wire/workflow.ts";
import { BEGINS, BEGINS_IF_NAMED, matching } from "./matching.ts";
import { newJob } from "./new-job.ts";
import type { Attempt, OpenJob, ReducerState, RequestState } from "./state.ts";

/** More orchestrators than a gateway would try. What comes after them counts for the last. */
const MAX_ATTEMPTS = 64;

/**
 * The attempt that an observation belongs to, begun if it is the first evidence of one; null where it belongs to none.
 * With a `job` that alone decides. Else it is the request's attempt at that node or orchestrator, and a new one where
 * another node or orchestrator appears, or after a swap.
 */
export function attemptFor(
  state: ReducerState,
  request: RequestState | null,
  o: Observation,
  role: Role,
): Attempt | null {
  if (o.job !== null) {
    const known = state.open[o.job] ?? state.closed[o.job];
    if (known !== undefined) return known;
    const begins = [...BEGINS, ...BEGINS_IF_NAMED, "ended"].includes(o.kind);
    return begins ? begin(state, request, o, o.job as Pseudonym, role) : null;
  }
  if (request === null) return null;
  const attempts = attemptsOf(state, request).reverse();
  const found = matching(state, attempts, o);
  if (found !== null) return found;
  const isNamed = o.node !== null || o.orchestrator !== null;
  const begins = BEGINS.includes(o.kind) || (isNamed && BEGINS_IF_NAMED.includes(o.kind));
  if (!begins || isOver(request, o)) return null;
  if (attempts.length >= MAX_ATTEMPTS) return attempts[0] ?? null;
  return begin(state, request, o, newJobId(state, request), role);
}

/** The request's attempts in the order of their start. */
export const attemptsOf = (state: ReducerState, request: RequestState): Attempt[] =>
  request.attempts.flatMap((job) => state.open[job] ?? state.closed[job] ?? []);

/** A request that ended begins no job any more, unless its end is from before its start: a clock's fault. */
const isOver = ({ ended_at, received_at }: RequestState, { at }: Observation): boolean =>
  ended_at !== null && at > ended_at && ended_at >= (received_at ?? ended_at);

function begin(
  state: ReducerState,
  request: RequestState | null,
  o: Observation,
  job: Pseudonym,
  role: Role,
): OpenJob {
  const opened = newJob(job, o);
  state.open[job] = opened;
  if (request === null) return opened;
  const latest = attemptsOf(state, request).at(-1);
  const swappedAt = request.swapped_at;
  request.attempts.push(job);
  // A swap leads to one attempt; one that comes without a swap begins by itself.
  request.swapped_at = null;
  if (latest === undefined) return opened;
  opened.started_at = Math.min(swappedAt ?? o.at, o.at);
  // An orchestrator's job starts when it says so: what it leaves out must not look like a quicker one.
  opened.start_known = role === "gateway" && (swappedAt !== null || o.kind === "payment");
  if (role === "gateway" && o.job === null) leave(state, latest, opened.started_at);
  return opened;
}

/** Ends an attempt that the gateway left; what leaves the newest, or nobody known, leads to another. */
export function swap(
  state: ReducerState,
  request: RequestState | null,
  attempt: Attempt | null,
  at: number,
): void {
  if (attempt !== null) leave(state, attempt, at);
  if (request === null) return;
  if (attempt === null || attempt.job === request.attempts.at(-1)) request.swapped_at = at;
}

/** The gateway has moved on: one request is at one orchestrator at a time. What is decided stays as it is. */
function leave(state: ReducerState, attempt: Attempt, at: number): void {
  const job = state.open[attempt.job];
  if (job === undefined || job.decided) {
    attempt.moved_at ??= at;
    return;
  }
  if (job.end !== null) return;
  job.swapped = true;
  job.moved_at = at;
  job.end = { at, ending: "moved", cause: null, proven: false, idle_slot: null };
}

/** A request's pseudonym, counted on by its attempts: unique as far as requests are, and the same for everyone. */
function newJobId(state: ReducerState, { request, attempts }: RequestState): Pseudonym {
  for (let n = BigInt(attempts.length); ; n++) {
    const id = ((BigInt(`0x${request}`) + n) % 2n ** 64n).toString(16).padStart(16, "0");
    if (!(id in state.open) && !(id in state.closed)) return id as Pseudonym;
  }
}
