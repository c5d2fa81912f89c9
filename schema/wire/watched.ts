import * as z from "zod";
import { Ppm } from "./policy.ts";
import { Count, UnixMs } from "./quantity.ts";

/** What can go wrong with a deployment, and what an operator is told of. Published: add to it, never rename. */
export const ALERTS = [
  "lag",
  "coverage",
  "publication",
  "dead_letters",
  "budget",
  "verification",
] as const;
export const Alert = z.enum(ALERTS);
export type Alert = z.infer<typeof Alert>;

/** What a deployment promises of itself, each checked every five minutes. */
export const OBJECTIVES = ["scraping", "coverage", "publication"] as const;
export const Objective = z.enum(OBJECTIVES);
export type Objective = z.infer<typeof Objective>;

const PerObjective = z.record(Objective, Count);

/** An alert that fires, or whose end nobody was told of yet. */
export const Firing = z.strictObject({
  alert: Alert,
  since: UnixMs,
  text: z.string().max(500),
  /** When somebody was told last; null: nobody was. */
  notified_at: UnixMs.nullable(),
  /** When it ended; null while it fires. */
  ended_at: UnixMs.nullable(),
});
export type Firing = z.infer<typeof Firing>;

/** The checks of one UTC day. A check that could not tell is in no objective's `valid`. */
export const CheckedDay = z.strictObject({
  day: z.iso.date(),
  checks: Count,
  valid: PerObjective,
  good: PerObjective,
});
export type CheckedDay = z.infer<typeof CheckedDay>;

/** What the watch remembers from one check to the next: `service/v1/watched.json` of the archive. */
export const Watched = z.strictObject({
  schema: z.literal("livepeer.sla.watched/1"),
  /** ⌊Unix time ÷ 5 min⌋ of the first check and of the newest. */
  first_check: Count,
  last_check: Count,
  firing: Firing.array(),
  /** The newest 31 days, oldest first. */
  days: CheckedDay.array().max(31),
});
export type Watched = z.infer<typeof Watched>;

/** How well a deployment kept its own objectives over the last 30 days, as `/v1/status` says it. */
export const Service = z.strictObject({
  /** The newest check. It comes every five minutes: if this is old, nobody watches. */
  checked_at: z.iso.datetime(),
  /** Checks that were made, of those that should have been: the others count against every objective. */
  checks: z.strictObject({ made: Count, due: Count }),
  objectives: z.array(
    z.strictObject({
      objective: Objective,
      good: Count,
      valid: Count,
      ppm: Ppm.nullable(),
      target_ppm: Ppm,
      met: z.boolean().nullable(),
    }),
  ),
  /** Alerts that fire now. */
  firing: z.array(z.strictObject({ alert: Alert, since: z.iso.datetime() })),
});
export type Service = z.infer<typeof Service>;
