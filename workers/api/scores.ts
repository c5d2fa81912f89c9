import * as z from "zod";
import { type Compliance, Period } from "../../schema/wire/compliance.ts";
import type { Address } from "../../schema/wire/identifier.ts";
import { periodStart } from "../../schema/sla/scores-pack.ts";
import { ScoreRow, Scores, ScoresList, ScoresPack } from "../../schema/wire/scores.ts";
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

/** A list of what we wrote ourselves: its outer form alone is checked. */
const LightList = z.object({
  ...ScoresList.shape,
  packs: z.custom<ScoresList["packs"]>(Array.isArray),
});

/** One list; null where it is gone. */
export const readList = (found: StoredBytes | null): ScoresList | null =>
  found && LightList.parse(json(found));

/** How many scores a pack holds, of all periods. */
export const scoresInPack = ({ periods }: LightPack): number =>
  Object.values(periods).reduce((sum, { scores }) => sum + scores.length, 0);

/** Of each period of a pack the scores over all workflows. */
export const rowsOverAll = ({ periods }: LightPack): Record<Period, { scores: ScoreRow[] }> =>
  Object.fromEntries(
    Period.options.map((period) => {
      const rows = (periods[period]?.scores ?? []).filter(({ workflow }) => workflow === null);
      return [period, { scores: rows.map((row) => ScoreRow.parse(row)) }];
    }),
  ) as Record<Period, { scores: ScoreRow[] }>;

/** Scores of one period in a pack, of all or of one orchestrator. */
export function scoresIn(
  { to, hours, periods }: LightPack,
  period: Period,
  orchestrator?: Address,
): Compliance[] {
  const own = periods[period];
  if (own === undefined) return [];
  const from = periodStart(period, to);
  const shared = {
    purpose: "live" as const,
    period,
    from,
    to,
    open: own.open,
    ...(own.policies && { policies: own.policies }),
    hours: hours.filter(({ hour }) => hour >= from),
  };
  return own.scores
    .filter((score) => orchestrator === undefined || score.orchestrator === orchestrator)
    .map((score) => ({ ...ScoreRow.parse(score), ...shared }));
}
