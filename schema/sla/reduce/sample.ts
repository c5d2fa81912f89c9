import type { Observation } from "../../wire/observation.ts";
import { coverFrames, FRAME_COVER_MS } from "./frames.ts";
import { outputAt } from "./started.ts";
import type { OpenJob } from "./state.ts";

type Sample = Extract<Observation, { kind: "sample" }>;

/** A sample stands for the time since the one before it, and for no more than this. METRICS.md §2. */
const COVER_MS = 15_000;

/** Input that is older has stopped, and output that is not flows on: a runner's own limit of a degraded stream. */
const STALE_MS = 2000;

/** After its last input a stream is over, whatever the runner still says of it. */
export const INPUT_GRACE_MS = 3000;

/**
 * Counts a sample of a job that began at `start`. It covers `(sample before, at]`, at most 15 s, and where it shows that
 * input had stopped, no more than 3 s after the last input. A late one covers nothing.
 */
export function applySample(job: OpenJob, o: Sample, start: number): void {
  const inputAge = possible(job, o.input_age_ms);
  const outputAge = possible(job, o.output_age_ms);
  const isStopped = o.input_fps === 0 || (inputAge !== null && inputAge > STALE_MS);
  const stoppedAt = isStopped && inputAge !== null ? o.at - inputAge : null;
  const isLate = o.at <= (job.sample_at ?? start);
  const from = Math.max(job.sample_at ?? start, o.at - COVER_MS);
  const to = stoppedAt === null ? o.at : Math.min(o.at, stoppedAt + INPUT_GRACE_MS);
  const isTail = !isLate && to <= from;

  job.saw.samples = true;
  job.relayed ||= o.relayed;
  job.runner_started_at ??= o.runner_started_at;
  if (o.fps > 0 && o.state !== "error") job.well_at = Math.max(job.well_at ?? o.at, o.at);
  if (!isTail) count(job, o, isLate ? 0 : to - from, from);
  if (outputAge !== null) see(job, outputAge > STALE_MS ? o.at - outputAge : o.at);
  else if (o.fps > 0) see(job, o.at);
  if (o.at < (job.sample_at ?? start)) return;
  const input = o.input_fps === null ? null : Math.floor(o.input_fps);
  const sample = { at: o.at, milli: milliOf(o.fps), input, stoppedAt, isAgain: isLate };
  job.frames = coverFrames(job.frames, sample, spanStart(job, start));
  if (isLate) return;
  job.sample_at = o.at;
  job.input_end_at = isStopped ? (stoppedAt ?? o.at) + INPUT_GRACE_MS : null;
  // Cut short by the end of input: what the runner makes of that is no fault.
  if (to === o.at && o.state !== null) job.in_error = o.state === "error";
}

/** Start of M, as far as there is output: 10 s after the first; after the start, where only samples tell of output. */
export const spanStart = (job: OpenJob, start: number): number =>
  (outputAt(job) ?? start) + FRAME_COVER_MS;

function count(job: OpenJob, { fps, at }: Sample, ms: number, from: number): void {
  if (fps === 0) {
    add(job, "zero_samples", 1);
    const output = outputAt(job) ?? job.active_at;
    if (output !== null && from >= output) add(job, "stall_ms", ms);
    return;
  }
  const milli = milliOf(fps);
  const squares = job.sum_milli_fps_squared + milli * milli;
  const area = job.sums.milli_fps_ms + milli * ms;
  // Only what no stream can reach in a year is left out, so that every sum stays exact.
  if (!Number.isSafeInteger(squares) || !Number.isSafeInteger(area)) return;
  job.active_at = Math.min(job.active_at ?? at, at);
  job.sum_milli_fps += milli;
  job.sum_milli_fps_squared = squares;
  add(job, "samples", 1);
  add(job, "active_ms", ms);
  add(job, "milli_fps_ms", milli * ms);
}

/** Adds to the job and to what its next entry says. */
export function add(job: OpenJob, counter: keyof OpenJob["delta"], amount: number): void {
  job.delta[counter] += amount;
  job.sums[counter] += amount;
}

function see(job: OpenJob, outputMs: number): void {
  job.last_output_at = Math.max(job.last_output_at ?? outputMs, outputMs);
}

/** An age, or null for one that is not known or that the clock cannot mean. The latter is counted. */
function possible(job: OpenJob, ageMs: number | null): number | null {
  if (ageMs === null || ageMs >= 0) return ageMs;
  job.impossible += 1;
  return null;
}

const milliOf = (fps: number): number => Math.floor(fps * 1000);
