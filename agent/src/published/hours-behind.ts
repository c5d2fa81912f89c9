import { periodStart } from "../../../schema/sla/scores-pack.ts";
import type { Period } from "../../../schema/wire/compliance.ts";
import type { Sha256 } from "../../../schema/wire/identifier.ts";
import type { ScoresPack } from "../../../schema/wire/scores.ts";

/** The hours behind the scores of some periods. Burn rates of every period need those of a day. */
export function hoursBehind(
  { to, hours }: ScoresPack,
  periods: readonly Period[],
): Pick<ScoresPack, "to" | "hours"> {
  const [from] = [...periods, "24h" as const].map((period) => periodStart(period, to)).toSorted();
  return { to, hours: hours.filter(({ hour }) => from === undefined || hour >= from) };
}

/** The policies whose objectives a pack's scores are held against. */
export const objectivesOf = ({ periods }: ScoresPack): Set<Sha256> =>
  new Set(
    Object.values(periods).flatMap(({ scores }) => scores.map(({ policy }) => policy.digest)),
  );

/** The policies that the hours behind the scores of some periods are said to have been made with. */
export const policiesOf = (
  pack: Pick<ScoresPack, "periods">,
  periods: readonly Period[],
): Set<Sha256> => new Set(periods.flatMap((period) => pack.periods[period].policies ?? []));
