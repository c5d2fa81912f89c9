import type { ObservationInput } from "../../../../schema/wire/observation.ts";
import type { AboutJob, Advance, FollowedJob, Look } from "./followed.ts";
import type { PipelineStatus } from "./pipeline-status.ts";

/** A sample stands for at most the 10 s before it, so that one is due by then, whether the values are new or not. */
const DUE_MS = 10_000;

/**
 * A sample of a status, or null where it would only repeat the last one: a runner computes its fps every 10 s, and in
 * between every look shows the same.
 */
export function sampleFact(
  { job, startedMs, input, output, sampled }: FollowedJob,
  { state, fps, inputFps }: PipelineStatus,
  about: AboutJob,
  look: Look,
): { fact: ObservationInput; sampled: NonNullable<FollowedJob["sampled"]> } | null {
  const { nowMs, sameClock, intervalMs } = look;
  const values = JSON.stringify([state, fps, inputFps]);
  const isDue = sampled === null || nowMs - sampled.atMs > DUE_MS - intervalMs / 2;
  if (!isDue && values === sampled.values) return null;
  const age = ({ ms, seenMs }: Advance): number | null =>
    ms === null ? null : nowMs - (sameClock ? ms : seenMs);
  const fact: ObservationInput = {
    ...about,
    kind: "sample",
    id: `${job}:sample:${nowMs}`,
    at: nowMs,
    fps,
    input_fps: inputFps,
    input_age_ms: age(input),
    output_age_ms: age(output),
    runner_started_at: startedMs,
    state,
  };
  return { fact, sampled: { atMs: nowMs, values } };
}
