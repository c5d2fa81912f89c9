import type { ObservationInput } from "../../../../schema/wire/observation.ts";
import { type AboutJob, type Follow, type FollowedJob, jobId, type Look } from "./followed.ts";
import { endFact, outputFact, startFact, troubleFacts } from "./job-facts.ts";
import { sampleFact } from "./job-sample.ts";
import type { PipelineStatus } from "./pipeline-status.ts";

/** The pipeline of every runner that has such a status. */
const LIVE_PIPELINE = "live-video-to-video";

/**
 * Turns one more look at a live runner's status into what is new in it. A stream that was first seen at work has no first
 * output, because nobody saw it begin; one that was over before the first look is not reported, unless the agent had it
 * open.
 */
export function followJob(
  before: Follow,
  status: PipelineStatus,
  look: Look,
): { follow: Follow; facts: ObservationInput[] } {
  const facts: ObservationInput[] = [];
  const polledMs = look.nowMs;
  const { startedMs } = status;
  const last = before.job;
  if (last !== null && !last.isOver && last.startedMs !== startedMs)
    facts.push(endFact(aboutOf(last.job, status, look), startedMs, look));
  if (startedMs === null) return { follow: { job: null, polledMs }, facts };

  const isNew = last?.startedMs !== startedMs;
  const wasWatched = before.polledMs !== null;
  const job = last === null || isNew ? newJob(startedMs, wasWatched, status, look) : last;
  if (job.isOver) return { follow: { job, polledMs }, facts };

  const about = aboutOf(job.job, status, look);
  if (isNew) facts.push(startFact(about, wasWatched ? startedMs : null, look));
  const next = advance(job, status, look.nowMs);
  if (job.output.ms === null && next.output.ms !== null && (!isNew || wasWatched))
    facts.push(outputFact(about, next.output.ms, look));
  facts.push(...troubleFacts(job, next, status, about, look));
  const sample = sampleFact(next, status, about, look);
  if (sample !== null) facts.push(sample.fact);
  const isOver = status.state === "offline";
  if (isOver) facts.push(endFact(about, look.nowMs, look));
  return {
    follow: { job: { ...next, sampled: sample?.sampled ?? next.sampled, isOver }, polledMs },
    facts,
  };
}

function aboutOf(job: string, { model }: PipelineStatus, { workflow }: Look): AboutJob {
  if (workflow !== null) return { job, pipeline: workflow.pipeline, model: workflow.model };
  return model === null ? { job } : { job, pipeline: LIVE_PIPELINE, model };
}

function newJob(
  startedMs: number,
  wasWatched: boolean,
  status: PipelineStatus,
  look: Look,
): FollowedJob {
  const job = jobId(look.runner, startedMs);
  const never = { ms: null, seenMs: look.nowMs };
  const isOver = !wasWatched && status.state === "offline" && !look.isOpen(job);
  return {
    job,
    startedMs,
    isOver,
    input: never,
    output: never,
    errorMs: null,
    restartMs: null,
    sampled: null,
  };
}

/** Takes over the moments of a status; those before the stream began are another's. */
function advance(job: FollowedJob, status: PipelineStatus, nowMs: number): FollowedJob {
  const own = (ms: number | null) => (ms !== null && ms >= job.startedMs ? ms : null);
  const moved = (was: FollowedJob["input"], ms: number | null) =>
    ms === null || was.ms === ms ? was : { ms, seenMs: nowMs };
  return {
    ...job,
    input: moved(job.input, own(status.lastInputMs)),
    output: moved(job.output, own(status.lastOutputMs)),
    errorMs: own(status.error?.atMs ?? null) ?? job.errorMs,
    restartMs: own(status.restartedMs) ?? job.restartMs,
  };
}
