import * as z from "zod";
import { Compliance, PERIODS } from "./compliance.ts";
import { PublishedHour } from "./hour.ts";
import { Address, Sha256 } from "./identifier.ts";
import { Count, Hour } from "./quantity.ts";

/** Compliance without its hours, which all orchestrators of a pack share. */
export const ScoreRow = Compliance.omit({
  hours: true,
  from: true,
  to: true,
  period: true,
  open: true,
});
export type ScoreRow = z.infer<typeof ScoreRow>;

/** One period: each orchestrator that it saw, whole and by workflow. */
const PeriodScores = z.strictObject({ from: Hour, open: z.boolean(), scores: ScoreRow.array() });

/**
 * `published/v1/scores/<digest>.json`: the scores of some orchestrators over each period that ended with the newest hour
 * with decided jobs. Whole in itself: every number in it is from the versions that it names.
 */
export const ScoresPack = z.strictObject({
  schema: z.literal("livepeer.sla.scores-pack/1"),
  to: Hour,
  /** The versions of the longest period's hours, newest first. */
  hours: PublishedHour.pick({ hour: true, version: true, digest: true }).array(),
  periods: z.strictObject(
    Object.fromEntries(Object.keys(PERIODS).map((period) => [period, PeriodScores])) as Record<
      keyof typeof PERIODS,
      typeof PeriodScores
    >,
  ),
});
export type ScoresPack = z.infer<typeof ScoresPack>;

/** One pack: the addresses that it answers for, both included, and the SHA-256 of its bytes, by which it is found. */
export const PackedRange = z.strictObject({ first: Address, last: Address, digest: Sha256 });
export type PackedRange = z.infer<typeof PackedRange>;

/**
 * `published/v1/scores.json`: where each orchestrator's scores stand. Moved after its packs are there: who reads it finds
 * either the scores before or the new ones.
 */
export const Scores = z.strictObject({
  schema: z.literal("livepeer.sla.scores/2"),
  /** By address, without gaps. */
  packs: PackedRange.array(),
});
export type Scores = z.infer<typeof Scores>;

/** What of the packs was made from what, for who publishes them. */
export const ScoresOf = z.strictObject({
  /** How often any pack was made. */
  turn: Count,
  /** By `<first>-<last>`. */
  packs: z.record(z.string(), z.strictObject({ made_from: Sha256, digest: Sha256, turn: Count })),
});
export type ScoresOf = z.infer<typeof ScoresOf>;
