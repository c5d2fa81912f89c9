import type { JobEntry } from "../../wire/job-entry.ts";
import type { Gpu, Role } from "../../wire/workflow.ts";
import { attemptsOf } from "./attempts.ts";
import { orchestratorOf } from "./owners.ts";
import { outputAt, startOf } from "./started.ts";
import { EMPTY_DELTA } from "../empty-delta.ts";
import { type Identity, type OpenJob, type ReducerState } from "./state.ts";
import { totalsOf } from "./totals.ts";

const MAX_ENTRIES = 1000;

/** Characters of JSON that a window's entries may take: a window must fit into a page of 256 KB. */
const MAX_LENGTH = 200_000;

/**
 * The entries of the jobs with news, and the jobs whose totals these carry leave the state. More than fit wait for the next
 * window, the longest waiting first.
 */
export function takeJobs(state: ReducerState, role: Role): JobEntry[] {
  const news = Object.values(state.open)
    .filter(({ dirty_since }) => dirty_since !== null)
    .sort((a, b) => (a.dirty_since ?? 0) - (b.dirty_since ?? 0) || compare(a.job, b.job))
    .slice(0, MAX_ENTRIES);
  const entries: JobEntry[] = [];
  let length = 0;
  for (const job of news) {
    const entry = entryOf(state, job, role);
    length += JSON.stringify(entry).length;
    if (length > MAX_LENGTH && entries.length > 0) break;
    entries.push(entry);
    job.delta = { ...EMPTY_DELTA };
    job.dirty_since = null;
    if (job.decided) close(state, job);
  }
  return entries.sort((a, b) => a.started_at - b.started_at || compare(a.job, b.job));
}

function entryOf(state: ReducerState, job: OpenJob, role: Role): JobEntry {
  const request = job.request === null ? undefined : state.requests[job.request];
  const orchestrator = orchestratorOf(state, job);
  const pipeline = job.pipeline ?? request?.pipeline ?? null;
  const model = job.model ?? request?.model ?? null;
  return {
    job: job.job,
    request: job.request,
    attempt: ordinalOf(state, job, role),
    workload: job.workload,
    orchestrator,
    node: job.node,
    gateway: job.gateway ?? request?.gateway ?? null,
    pipeline,
    model,
    gpu: job.gpu ?? onlyGpu(state, { orchestrator, node: job.node }, pipeline, model),
    purpose: request?.purpose === "test" ? "test" : job.purpose,
    started_at: startOf(state, job, role).at,
    first_output_at: outputAt(job),
    relayed: job.relayed,
    delta: job.delta,
    totals: job.decided ? totalsOf(state, job, role) : null,
  };
}

/** How many earlier attempts of the request were at the same orchestrator, or at the same node where that is all we know. */
function ordinalOf(state: ReducerState, job: OpenJob, role: Role): number {
  const request = job.request === null ? undefined : state.requests[job.request];
  if (request === undefined) return 0;
  const place = (of: Identity) =>
    orchestratorOf(state, of) ?? (role === "gateway" ? of.node : null);
  const attempts = attemptsOf(state, request);
  const earlier = attempts.slice(
    0,
    attempts.findIndex((attempt) => attempt.job === job.job),
  );
  return earlier.filter((attempt) => place(attempt) === place(job)).length;
}

/** The GPU of a job, where its orchestrator offers the workflow on exactly one. */
function onlyGpu(
  state: ReducerState,
  { orchestrator, node }: Identity,
  pipeline: string | null,
  model: string | null,
): Gpu | null {
  const gpus =
    state.hardware[`${orchestrator ?? ""} ${node ?? ""} ${pipeline ?? ""} ${model ?? ""}`];
  return gpus?.length === 1 ? (gpus[0] ?? null) : null;
}

function close(state: ReducerState, job: OpenJob): void {
  const { request, orchestrator, node, gateway, runner_started_at, moved_at } = job;
  const { last_evidence_at, begun_at, first_own_at, first_relayed_at } = job;
  delete state.open[job.job];
  state.closed[job.job] = {
    job: job.job,
    request,
    orchestrator,
    node,
    gateway,
    runner_started_at,
    moved_at,
    last_evidence_at,
    begun_at,
    first_own_at,
    first_relayed_at,
  };
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
