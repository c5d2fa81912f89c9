import { EXCUSES } from "../../wire/cause.ts";
import type { Observation } from "../../wire/observation.ts";
import type { Role } from "../../wire/workflow.ts";
import { add, applySample } from "./sample.ts";
import { startOf } from "./started.ts";
import type { OpenJob, ReducerState } from "./state.ts";

/** Errors that the user or the user's network brought about. */
const BY_USER = ["user_input", "client_network", "client_left"];

/** Adds one observation to its job. After a job's end nothing counts any more. */
export function applyToJob(state: ReducerState, job: OpenJob, o: Observation, role: Role): void {
  if (job.decided) return;
  if (job.end !== null && o.at > job.end.at && !isStartOfUnseen(job, job.end.at, o)) return;
  identify(job, o);
  job.last_evidence_at = Math.max(job.last_evidence_at, o.at);
  switch (o.kind) {
    case "job_started":
      if (role === "orchestrator" || !job.start_known)
        job.started_at = Math.min(job.started_at, o.at);
      if (role === "orchestrator") job.started_at = o.at;
      job.start_known = true;
      job.runner_started_at = o.runner_at ?? job.runner_started_at;
      job.workload = o.workload;
      job.gpu ??= o.gpu;
      if (o.purpose === "test") job.purpose = "test";
      break;
    case "first_output":
      firstOutput(job, o, role);
      break;
    case "sample":
      applySample(job, o, startOf(state, job, role).at);
      break;
    case "e2e":
      if (o.latency_ms < 0) job.impossible += 1;
      else job.e2e = { n: job.e2e.n + 1, sum_ms: job.e2e.sum_ms + o.latency_ms };
      job.saw.e2e = true;
      break;
    case "error":
      blame(job, o);
      break;
    case "restart":
      add(job, "restarts", 1);
      break;
    case "bytes":
      add(job, "bytes_received", o.received);
      add(job, "bytes_sent", o.sent);
      break;
    case "ended":
      if (job.end === null) {
        const { at, ending, cause, proven, idle_slot } = o;
        job.end = { at, ending, cause, proven, idle_slot };
      }
      break;
    case "swap":
    case "payment":
    case "request_received":
    case "no_capacity":
    case "gpu":
    case "capacity":
    case "startup":
      break;
  }
}

/** The start of a job of which nothing was heard before its end: a clock's fault, that is to be seen. Of others it is none. */
const isStartOfUnseen = (job: OpenJob, endAt: number, o: Observation): boolean =>
  o.kind === "job_started" && !job.start_known && job.started_at >= endAt;

function identify(job: OpenJob, o: Observation): void {
  job.node ??= o.node;
  job.orchestrator ??= o.orchestrator;
  job.gateway ??= o.gateway;
  if (job.model === null && o.model !== null) {
    job.model = o.model;
    job.pipeline = o.pipeline;
  }
  job.pipeline ??= o.pipeline;
}

/** The earliest of each kind: received by this side, sent by the runner. */
function firstOutput(
  job: OpenJob,
  o: Extract<Observation, { kind: "first_output" }>,
  role: Role,
): void {
  if (o.relayed) {
    job.relayed = true;
    job.first_relayed_at = Math.min(job.first_relayed_at ?? o.at, o.at);
  } else job.first_own_at = Math.min(job.first_own_at ?? o.at, o.at);
  job.last_output_at = Math.max(job.last_output_at ?? o.at, o.at);
  if (!o.relayed && role === "gateway") return;
  job.saw.first_output = true;
  job.first_latency_ms ??= o.latency_ms;
  job.first_runner_at ??= o.runner_at;
}

/** Counts an error, and remembers who is to blame: the last of each kind. */
function blame(job: OpenJob, error: Extract<Observation, { kind: "error" }>): void {
  const { at, cause, proven, relayed } = error;
  add(job, BY_USER.includes(cause) ? "user_errors" : "errors", 1);
  const isExcuse = (EXCUSES as readonly string[]).includes(cause);
  if (!isExcuse) job.fault = { cause, proven };
  else if (!relayed) job.excuse = { cause, proven };
  if (!isExcuse && relayed) job.erred_at = Math.max(job.erred_at ?? at, at);
}
