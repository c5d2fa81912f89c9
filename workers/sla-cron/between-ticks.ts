import * as z from "zod";
import { ROWS_PER_LOOK } from "./look.ts";
import type { Ports } from "./ports.ts";
import { type Ran, run } from "./run.ts";

/** What the cron says to itself: publish what this minute's turns have brought. A message of `livepeer-sla-closes`. */
export const Publish = z.strictObject({ schema: z.literal("livepeer.sla.publish/1") });
export type Publish = z.infer<typeof Publish>;

/**
 * The second of a minute in which that is done: turns of 60 s begin in seconds 6 to 35, and have ten to ask. Without it
 * what they bring waits for the next tick. @see docs/adr/0018-asked-after-the-seal.md
 */
export const PUBLISH_AT_SECOND = 45;

const MINUTE_MS = 60_000;

/**
 * Seconds from now until a tick's turns have been folded; null where it is too late, and the next tick as near.
 *
 * @param scheduledTimeMs  the tick's, Unix milliseconds: a cron may be late
 */
export function secondsUntilFolded(scheduledTimeMs: number, nowMs: number): number | null {
  const atMs = Math.floor(scheduledTimeMs / MINUTE_MS) * MINUTE_MS + PUBLISH_AT_SECOND * 1000;
  const waitMs = atMs - nowMs;
  if (waitMs < 0 || waitMs > PUBLISH_AT_SECOND * 1000) return null;
  return Math.ceil(waitMs / 1000);
}

/**
 * Publishes hours between two ticks. Scores, lists and the past beyond a few hours stay the cron's, which comes seconds
 * later: so where nothing is new this ends with a look. A message that comes twice or never changes nothing that lasts.
 */
export const publishBetween = (nowMs: number, ports: Ports): Promise<Ran> =>
  run(nowMs, { ...ports, onlyHours: true, rowsPerLook: ROWS_PER_LOOK.free });
