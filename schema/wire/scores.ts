import * as z from "zod";
import { Compliance, PERIODS } from "./compliance.ts";
import { Hour } from "./quantity.ts";

/** Compliance without its hours, which all orchestrators of a period share. */
const Row = Compliance.omit({ hours: true, from: true, to: true, period: true, open: true });

/** One period that ends with the newest hour with decided jobs: all orchestrators, each whole and by workflow. */
const PeriodScores = z.strictObject({
  from: Hour,
  to: Hour,
  open: z.boolean(),
  hours: Compliance.shape.hours,
  scores: Row.array(),
});

/**
 * `published/v1/scores.json`: what `GET /v1/sla/compliance` and `GET /v1/orchestrators` answer without an `end`. Written
 * with every publication, replaced as a whole.
 */
export const Scores = z.strictObject({
  schema: z.literal("livepeer.sla.scores/1"),
  periods: z.strictObject(
    Object.fromEntries(Object.keys(PERIODS).map((period) => [period, PeriodScores])) as Record<
      keyof typeof PERIODS,
      typeof PeriodScores
    >,
  ),
});
export type Scores = z.infer<typeof Scores>;
