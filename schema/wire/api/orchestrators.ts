import * as z from "zod";
import { Compliance, Period, Ratio, Score } from "../compliance.ts";
import { Address, Sha256 } from "../identifier.ts";
import { Count, Hour } from "../quantity.ts";
import { TrustLevel } from "../target.ts";
import { choice, cursor, limit } from "./parameter.ts";

/** `GET /v1/orchestrators`: what may be asked. */
export const OrchestratorsQuery = z.strictObject({
  period: choice(["1h", "24h", "7d", "30d"], "The period of the scores.", "24h"),
  limit: limit(500, 100),
  cursor,
});

/** A score with what it was made from: 100 × `credit_ppm` ÷ (10⁶ × `n`), `n` = decided jobs. */
const View = z.strictObject({
  score: Score.shape.score,
  score_low: Score.shape.score_low,
  provisional: z.boolean(),
  credit_ppm: Count,
  n: Count,
});

/** One orchestrator of the list, over all of its workflows. */
export const OrchestratorRow = z.strictObject({
  orchestrator: Address,
  from: Hour,
  to: Hour,
  trust: TrustLevel.nullable(),
  views: z.strictObject({ any: View, corroborated: View }),
  completeness: Ratio,
  availability: Compliance.shape.availability,
  policy: z.strictObject({ id: z.string(), digest: Sha256 }),
});
export type OrchestratorRow = z.infer<typeof OrchestratorRow>;

/** A page of orchestrators, by address. */
export const OrchestratorsPage = z.strictObject({
  schema: z.literal("livepeer.sla.orchestrators/1"),
  period: Period,
  orchestrators: OrchestratorRow.array().max(500),
  next: z.string().nullable(),
});
export type OrchestratorsPage = z.infer<typeof OrchestratorsPage>;
