import type { DrizzleD1Database } from "drizzle-orm/d1";
import { type Cover, coverOf, hoursIn } from "../../schema/sla/cover.ts";
import { HOURS_NEEDED } from "../../schema/sla/gateway/standing-sums.ts";
import { HOUR_MS, hourOf, hourStart, previousHour } from "../../schema/sla/hour.ts";
import type { Address } from "../../schema/wire/identifier.ts";
import { GATEWAY_PERIODS } from "../../schema/wire/network.ts";
import type { Hour } from "../../schema/wire/quantity.ts";
import type { Rollup } from "../../schema/wire/rollup.ts";
import { dayAndHourRows } from "../store/span-evidence.ts";

/** Orchestrators whose rows are read at once: some megabytes, in two queries. */
const AT_ONCE = 8;

/** D1 queries that the rows of so many orchestrators take. */
export const queriesFor = (orchestrators: number): number => 2 * Math.ceil(orchestrators / AT_ONCE);

/** So many hours before an hour. */
export const ago = (to: Hour, hours: number): Hour =>
  hourOf(Math.max(0, hourStart(to) - hours * HOUR_MS));

/**
 * The live rows that standings need but for the newest hour, by orchestrator, in the order that was given: hours, and days
 * where no standing begins or ends. Each of the 24 periods of either length that standings remember holds such a day
 * whole, or not at all.
 *
 * @param orchestrators  by address: all in a range of whom anything was seen
 */
export async function* networkRows(
  db: DrizzleD1Database,
  to: Hour,
  orchestrators: readonly Address[],
  isBuilt: (day: Hour) => boolean,
): AsyncGenerator<readonly [Address, Rollup[]]> {
  const cover = neededBefore(to, isBuilt);
  for (let at = 0; at < orchestrators.length; at += AT_ONCE) {
    const some = orchestrators.slice(at, at + AT_ONCE);
    const [first, last] = [some[0], some.at(-1)];
    if (first === undefined || last === undefined) return;
    const rows = await dayAndHourRows(db, { first, last }, cover);
    const own = Map.groupBy(rows, ({ orchestrator }) => orchestrator);
    for (const orchestrator of some) yield [orchestrator, own.get(orchestrator) ?? []];
  }
}

function neededBefore(to: Hour, isBuilt: (day: Hour) => boolean): Cover {
  const middle = { from: ago(to, GATEWAY_PERIODS["7d"]), to: ago(to, 2 * GATEWAY_PERIODS["24h"]) };
  const cover = coverOf(middle, isBuilt);
  const hours = [
    ...hoursIn({ from: ago(to, HOURS_NEEDED), to: middle.from }),
    ...cover.hours,
    ...hoursIn({ from: middle.to, to: previousHour(to) }),
  ];
  return { days: cover.days, hours };
}
