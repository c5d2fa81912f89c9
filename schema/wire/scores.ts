import * as z from "zod";
import { Compliance, Period, PERIODS, Score } from "./compliance.ts";
import { PublishedHour } from "./hour.ts";
import { Address, Sha256 } from "./identifier.ts";
import { Count, Hour } from "./quantity.ts";

/** Compliance with live traffic, without its hours and their policies, which all orchestrators of a pack share. */
export const ScoreRow = Compliance.omit({
  hours: true,
  policies: true,
  purpose: true,
  from: true,
  to: true,
  period: true,
  open: true,
});
export type ScoreRow = z.infer<typeof ScoreRow>;

/** One period: each orchestrator that it saw, whole and by workflow. */
const PeriodScores = z.strictObject({
  from: Hour,
  open: z.boolean(),
  policies: Compliance.shape.policies,
  scores: ScoreRow.array(),
});

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

/** A view's score with what it was made from: 100 × `credit_ppm` ÷ (10⁶ × `n`), `n` = decided jobs. */
export const ListedView = z.strictObject({
  score: Score.shape.score,
  score_low: Score.shape.score_low,
  provisional: z.boolean(),
  credit_ppm: Count,
  n: Count,
});

/** One orchestrator of a pack over all of its workflows, by period; one that saw nothing of it is absent. */
const ListedScores = z.strictObject({
  orchestrator: Address,
  trust: Compliance.shape.trust,
  policy: Compliance.shape.policy,
  periods: z.partialRecord(
    Period,
    z.strictObject({
      views: z.strictObject({ any: ListedView, corroborated: ListedView }),
      completeness: Compliance.shape.completeness,
      availability: Compliance.shape.availability,
    }),
  ),
});
export type ListedScores = z.infer<typeof ListedScores>;

/** What a list shows of a pack. */
export const ListedPack = z.strictObject({
  digest: Sha256,
  to: Hour,
  scores: ListedScores.array(),
});
export type ListedPack = z.infer<typeof ListedPack>;

/**
 * `published/v1/scores/lists/<digest>.json`: what a list shows of some packs, all of whose numbers are in these. A pack is
 * many times as long, and a page of a list would be made of many.
 */
export const ScoresList = z.strictObject({
  schema: z.literal("livepeer.sla.scores-list/1"),
  packs: ListedPack.array(),
});
export type ScoresList = z.infer<typeof ScoresList>;

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
  /** Lists, each of packs of wider ranges. One may be behind: it says nothing of the packs that it does not name. */
  lists: PackedRange.array().optional(),
});
export type Scores = z.infer<typeof Scores>;

/** What of the packs was made from what, for who publishes them. */
export const ScoresOf = z.strictObject({
  /** How often any pack was made. */
  turn: Count,
  /** By `<first>-<last>`. */
  packs: z.record(z.string(), z.strictObject({ made_from: Sha256, digest: Sha256, turn: Count })),
  lists: PackedRange.array().default([]),
});
export type ScoresOf = z.infer<typeof ScoresOf>;
