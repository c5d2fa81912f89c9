import * as z from "zod";
import { PERIODS, type Compliance, type Period } from "../../schema/wire/compliance.ts";
import type { Address } from "../../schema/wire/identifier.ts";
import { hourOf, HOUR_MS, hourStart } from "../../schema/sla/hour.ts";
import { ScoreRow, Scores, ScoresPack } from "../../schema/wire/scores.ts";
import type { StoredBytes } from "../store/snapshots.ts";

/** A pack whose rows are checked when they are used: it is large, and most are asked for one of them. */
const LightPack = z.strictObject({
  ...ScoresPack.shape,
  periods: z.record(
    z.string(),
    z.strictObject({
      ...ScoresPack.shape.periods.shape["1h"].shape,
      scores: z.looseObject({ orchestrator: z.string(), workflow: z.string().nullable() }).array(),
    }),
  ),
});
export type LightPack = z.infer<typeof LightPack>;

const json = ({ body }: StoredBytes): unknown => JSON.parse(new TextDecoder().decode(body));

/** The pointer of the last publication; null before the first. */
export const readScores = (found: StoredBytes | null): Scores | null =>
  found && Scores.parse(json(found));

/** One pack; null where it is gone. */
export const readPack = (found: StoredBytes | null): LightPack | null =>
  found && LightPack.parse(json(found));

/** Scores of one period in a pack, of all or of one orchestrator. */
export function scoresIn(
  { to, hours, periods }: LightPack,
  period: Period,
  orchestrator?: Address,
): Compliance[] {
  const own = periods[period];
  if (own === undefined) return [];
  const from = hourOf(Math.max(0, hourStart(to) - PERIODS[period] * HOUR_MS));
  const shared = {
    period,
    from,
    to,
    open: own.open,
    hours: hours.filter(({ hour }) => hour >= from),
  };
  return own.scores
    .filter((score) => orchestrator === undefined || score.orchestrator === orchestrator)
    .map((score) => ({ ...ScoreRow.parse(score), ...shared }));
}
