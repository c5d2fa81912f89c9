import { createHash } from "node:crypto";
import type { ObservationInput } from "../../../../schema/wire/observation.ts";
import type { Gpu } from "../../../../schema/wire/workflow.ts";

/** What is remembered of a runner between two looks at its status. */
export type Follow = Readonly<{ job: FollowedJob | null; polledMs: number | null }>;

/** The stream that a runner last spoke of. Moments named `seen` are on this host's clock, the others on the runner's. */
export type FollowedJob = Readonly<{
  job: string;
  startedMs: number;
  isOver: boolean;
  input: Advance;
  output: Advance;
  /** Moments of the last error and the last restart that were reported. */
  errorMs: number | null;
  restartMs: number | null;
  sampled: Readonly<{ atMs: number; values: string }> | null;
}>;

/** A moment that moves on, and when we first saw it where it stands. */
export type Advance = Readonly<{ ms: number | null; seenMs: number }>;

/** How a look at a status is to be read. */
export type Look = Readonly<{
  /** Unix milliseconds of this host, when the answer was there. */
  nowMs: number;
  /** Names the runner on this host. */
  runner: string;
  /** The runner's clock is this host's: it runs in a container of this host. */
  sameClock: boolean;
  /** How often it is looked at, milliseconds. */
  intervalMs: number;
  workflow: Readonly<{ pipeline: string; model: string }> | null;
  gpu: Gpu | null;
  /** Whether the agent has an undecided job of that id, from before it was started anew. */
  isOpen: (job: string) => boolean;
}>;

/** What every fact about a job has in common. */
export type AboutJob = Pick<ObservationInput, "job" | "pipeline" | "model">;

/** Nothing is known of a runner. */
export const NOTHING_FOLLOWED: Follow = { job: null, polledMs: null };

/** A job's id: the runner and the start of its stream name it, and neither can be read from it. */
export const jobId = (runner: string, startedMs: number): string =>
  createHash("sha256")
    .update(`livepeer-sla-runner:${runner}:${startedMs}`)
    .digest("hex")
    .slice(0, 16);

/** A moment of the runner on this host's clock: itself, where the clock is the same, else the time of the look. */
export const hereMs = (runnerMs: number, { sameClock, nowMs }: Look): number =>
  sameClock ? Math.min(runnerMs, nowMs) : nowMs;
