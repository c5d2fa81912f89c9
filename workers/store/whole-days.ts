import type { DrizzleD1Database } from "drizzle-orm/d1";
import { daysIn, nextDay } from "../../schema/sla/day.ts";
import type { Hour } from "../../schema/wire/quantity.ts";
import { builtOf } from "./built-days.ts";
import { latestVersionsIn } from "./hour-versions.ts";

/**
 * The whole days in hours [from, to) whose own sums are of the latest versions of all of their hours. A day that late data
 * has changed since is not among them, until it is built again.
 */
export async function wholeDays(
  db: DrizzleD1Database,
  range: Readonly<{ from: Hour; to: Hour }>,
): Promise<Hour[]> {
  const days = daysIn(range);
  const [first, last] = [days[0], days.at(-1)];
  if (first === undefined || last === undefined) return [];
  const versions = await latestVersionsIn(db, { from: first, to: nextDay(last) });
  const isBuilt = await builtOf(db, versions);
  return days.filter(isBuilt);
}
