import type { Observation } from "../../wire/observation.ts";
import { WINDOW_MS, type WindowContent } from "../../wire/window.ts";
import type { Role } from "../../wire/workflow.ts";
import { applyToJob } from "./apply.ts";
import { attemptFor, swap } from "./attempts.ts";
import { closeCapacity, noteCapacity } from "./capacity.ts";
import { decide } from "./decide.ts";
import { fitting } from "./fitting.ts";
import { forget } from "./forget.ts";
import { takeJobs } from "./job-entries.ts";
import { noteGpu } from "./gpus.ts";
import { inOrder } from "./order.ts";
import { learnOwner } from "./owners.ts";
import { noteStartup } from "./startups.ts";
import { noteSession, pay, sessionJob, useSession } from "./payments.ts";
import { noteEnd, noteRequest, takeRequests } from "./requests.ts";
import { type Attempt, EMPTY_STATE as EMPTY, type ReducerState } from "./state.ts";

export type { ReducerState } from "./state.ts";

/** The state before the first window. */
export const EMPTY_STATE: ReducerState = EMPTY;

/** Which window, by whom. `decideAll`: the last of an import, after which nothing comes. */
export type Turn = Readonly<{ role: Role; start: number; decideAll: boolean }>;

/**
 * Reduces the observations of one window to its content, and carries on what is still open. Any order gives the same:
 * they are sorted by their own time. Each id may come once; ids in them are pseudonyms already.
 *
 * @param observations those of `[start, start + 60 s)`, and earlier ones whose own window was sealed before they came
 */
export function reduceWindow(
  before: ReducerState,
  observations: readonly Observation[],
  { role, start, decideAll }: Turn,
): { state: ReducerState; content: WindowContent } {
  const state = structuredClone(before);
  const end = start + WINDOW_MS;
  for (const observation of inOrder(observations)) take(state, observation, role, start);
  closeCapacity(state, start, end);
  decide(state, start, end, decideAll);
  const startups = drain(state.startups ?? {}, 64);
  const content = {
    jobs: takeJobs(state, role),
    requests: role === "gateway" ? takeRequests(state, end, decideAll) : [],
    payments: drain(state.payments, 2000),
    capacity: drain(state.slots, 500),
    gpus: drain(state.gpus, 64),
    ...(startups.length > 0 && { startups }),
  };
  forget(state, end);
  return { state, content };
}

function take(state: ReducerState, o: Observation, role: Role, start: number): void {
  if (o.kind === "capacity") {
    learnOwner(state, o);
    noteCapacity(state, o, start);
    if (role === "orchestrator") for (const gpu of o.gpus) noteGpu(state, gpu);
    return;
  }
  if (o.kind === "gpu") return noteGpu(state, o.gpu, o.utilisation_ppm);
  if (o.kind === "startup") return role === "orchestrator" ? noteStartup(state, o) : undefined;
  const session = o.kind === "payment" ? noteSession(state, o) : null;
  const named =
    session !== null && o.model === null && session.model !== null
      ? { ...o, pipeline: session.pipeline, model: session.model }
      : o;
  const request = noteRequest(state, named);
  // Both sources repeat the same words of the runner: they are counted once, and the event has the better time.
  if (o.polled === true && request?.told === true) return;
  const isLinked = o.request !== null || o.job !== null;
  const attempt =
    o.kind === "payment" && !isLinked
      ? sessionJob(state, session, o)
      : attemptFor(state, request, named, role);
  if (o.kind === "payment") {
    if (session !== null && isLinked && attempt !== null) useSession(session, o, attempt);
    pay(state, o, attempt);
  }
  if (o.kind === "swap") swap(state, request, attempt, o.at);
  if (request !== null && o.kind === "ended" && o.job === null) noteEnd(request, attempt, o);
  if (attempt !== null) applyTo(state, attempt, named, role, start);
}

function applyTo(
  state: ReducerState,
  to: Attempt,
  o: Observation,
  role: Role,
  start: number,
): void {
  const job = state.open[to.job];
  if (job === undefined || job.decided) return;
  if (o.kind === "job_started" && o.gpu !== null && role === "orchestrator") noteGpu(state, o.gpu);
  const isOver = job.end !== null && o.at > job.end.at;
  applyToJob(state, job, o, role);
  learnOwner(state, job);
  if (!isOver) job.dirty_since ??= start;
}

/** Characters of JSON that entries of one kind may take, beside those of jobs: a window is far below a page's cap of 512 KB. */
const MAX_LENGTH = 80_000;

/** Takes what fits into a window, in the order of its keys; the rest stays for the next one. */
function drain<T>(record: Record<string, T>, limit: number): T[] {
  const keys = Object.keys(record).sort().slice(0, limit);
  const values = fitting(
    keys.flatMap((key) => record[key] ?? []),
    MAX_LENGTH,
  );
  for (const key of keys.slice(0, values.length)) delete record[key];
  return values;
}
