import * as z from "zod";
import { CohortSummary } from "../cohort.ts";
import { Compliance, Period, Ratio, Score } from "../compliance.ts";
import { Address, Sha256 } from "../identifier.ts";
import { Ppm } from "../policy.ts";
import { Count, Hour } from "../quantity.ts";
import { Reason } from "../reason.ts";
import { Witness } from "../rollup.ts";
import { ListedView } from "../scores.ts";
import { TrustLevel } from "../target.ts";
import { choice, cursor, limit } from "./parameter.ts";

/** `GET /v1/orchestrators`: what may be asked. */
export const OrchestratorsQuery = z.strictObject({
  period: choice(["1h", "24h", "7d", "30d"], "The period of the scores.", "24h"),
  limit: limit(500, 100),
  cursor,
});

/** One orchestrator of the list, over all of its workflows. */
export const OrchestratorRow = z.strictObject({
  orchestrator: Address,
  from: Hour,
  to: Hour,
  trust: TrustLevel.nullable(),
  views: z.strictObject({ any: ListedView, corroborated: ListedView }),
  completeness: Ratio,
  availability: Compliance.shape.availability,
  policy: z.strictObject({ id: z.string(), digest: Sha256 }),
  /** Why a field is null: its path (`views.any.score`) → a code that the catalog explains. */
  nulls: z.record(z.string(), Reason).optional(),
});
export type OrchestratorRow = z.infer<typeof OrchestratorRow>;

/** Where the score of 7 days stands among those of the same workflow and GPU (null: of all GPUs). It is in no score. */
const ScoreRank = z.strictObject({
  workflow: z.string(),
  gpu: z.string().nullable(),
  witness: Witness,
  /** Members with a score, and the share of them that is worse, with half of the equal ones. */
  n: Count,
  rank_ppm: Ppm.nullable(),
  reason: Reason.nullable(),
});

const SpanView = z.strictObject({
  score: Score.shape.score,
  credit_ppm: Count,
  n: Count,
});

/** Some hours of the last 30 days, with the score of the jobs that were decided in them: null without one, as `nulls` says. */
export const TrendSpan = z.strictObject({
  from: Hour,
  to: Hour,
  views: z.strictObject({ any: SpanView, corroborated: SpanView }),
});
export type TrendSpan = z.infer<typeof TrendSpan>;

/** An orchestrator of the list, its ranks, and how its score came to be. */
export const RankedOrchestrator = z.strictObject({
  ...OrchestratorRow.shape,
  ranks: ScoreRank.array(),
  /** The last 30 days in four spans, oldest first: before the last 7 days, before the last 24 h, before the last hour, and it. */
  trend: TrendSpan.array().max(4),
});
export type RankedOrchestrator = z.infer<typeof RankedOrchestrator>;

/** A page of orchestrators, by address. */
export const OrchestratorsPage = z.strictObject({
  schema: z.literal("livepeer.sla.orchestrators/1"),
  period: Period,
  orchestrators: RankedOrchestrator.array().max(500),
  /** Medians and quartiles of the network over 7 days, by workflow and GPU. */
  cohorts: CohortSummary.array(),
  next: z.string().nullable(),
});
export type OrchestratorsPage = z.infer<typeof OrchestratorsPage>;
