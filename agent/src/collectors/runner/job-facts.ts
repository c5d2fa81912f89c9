import type { ObservationInput } from "../../../../schema/wire/observation.ts";
import { type AboutJob, type FollowedJob, hereMs, type Look } from "./followed.ts";
import type { PipelineStatus } from "./pipeline-status.ts";

/** @param startedMs  when the stream began, on the runner's clock; null where it had begun before anyone looked */
export function startFact(about: AboutJob, startedMs: number | null, look: Look): ObservationInput {
  const at = startedMs === null ? look.nowMs : hereMs(startedMs, look);
  const id = `${about.job}:started`;
  return { ...about, kind: "job_started", id, at, runner_at: startedMs, gpu: look.gpu };
}

/**
 * The runner tells its latest output only. The first look at any shows one that is never before the first, and at most one
 * interval after it: latency is never flattered.
 */
export const outputFact = (about: AboutJob, outputMs: number, look: Look): ObservationInput => ({
  ...about,
  kind: "first_output",
  id: `${about.job}:output`,
  at: hereMs(outputMs, look),
  runner_at: outputMs,
});

/**
 * @param untilMs  when the runner was without the stream: now, or when the next one began, on its clock. Null: it forgot
 *   that it ever had one, so it was started anew and the stream died with it
 */
export function endFact(about: AboutJob, untilMs: number | null, look: Look): ObservationInput {
  const fact = { ...about, kind: "ended", id: `${about.job}:ended` } as const;
  if (untilMs === null) return { ...fact, at: look.nowMs, ending: "error" };
  return { ...fact, at: hereMs(untilMs, look), ending: "completed" };
}

/** A new error and a new restart. A status repeats both until the next: their own time tells whether they are new. */
export function troubleFacts(
  before: FollowedJob,
  { errorMs, restartMs }: FollowedJob,
  { error }: PipelineStatus,
  about: AboutJob,
  look: Look,
): ObservationInput[] {
  const { job } = before;
  const facts: ObservationInput[] = [];
  if (errorMs !== null && errorMs !== before.errorMs && error !== null) {
    const id = `${job}:error:${errorMs}`;
    facts.push({ ...about, kind: "error", id, at: hereMs(errorMs, look), cause: error.cause });
  }
  if (restartMs !== null && restartMs !== before.restartMs) {
    const id = `${job}:restart:${restartMs}`;
    facts.push({ ...about, kind: "restart", id, at: hereMs(restartMs, look) });
  }
  return facts;
}
