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

/** The policies that a pack's scores were made with. */
export const policiesOf = ({ periods }: ScoresPack): Set<Sha256> =>
  new Set(
    Object.values(periods).flatMap(({ scores }) => scores.map(({ policy }) => policy.digest)),
  );
