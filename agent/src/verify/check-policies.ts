import { policiesBehind } from "../../../schema/sla/policies-behind.ts";
import { periodStart, within } from "../../../schema/sla/scores-pack.ts";
import type { Period } from "../../../schema/wire/compliance.ts";
import type { PublishedHour } from "../../../schema/wire/hour.ts";
import type { ScoresPack } from "../../../schema/wire/scores.ts";
import { compare, type Finding } from "./finding.ts";

/**
 * The policies that scores name, against those that the hours behind them were made with. Scores that were published before
 * these were named, or whose publisher does not know them, name none.
 */
export const checkPolicies = (
  { to, periods: published }: Pick<ScoresPack, "to" | "periods">,
  periods: readonly Period[],
  hours: readonly PublishedHour[],
): Finding[] =>
  periods.flatMap((period) => {
    const said = published[period].policies;
    if (said === undefined) return [];
    const own = policiesBehind(within(hours, periodStart(period, to), to));
    return compare(`policies of the scores of ${period}`, said, own);
  });
