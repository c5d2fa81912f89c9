import { Hour } from "../wire/quantity.ts";
import type { Rollup } from "../wire/rollup.ts";
import { HOUR_MS, hourOf, hourStart } from "./hour.ts";
import { rowName } from "./publish/row.ts";
import { addSums } from "./sums.ts";

const DAY_MS = 24 * HOUR_MS;

/** The UTC day that an hour belongs to, by its first hour. */
export const dayOf = (hour: Hour): Hour => Hour.parse(`${hour.slice(0, 10)}T00:00:00Z`);

/** The first hour of the day after this one. */
export const nextDay = (day: Hour): Hour => hourOf(hourStart(day) + DAY_MS);

/** The whole UTC days in hours [from, to), by their first hours, oldest first. */
export function daysIn({ from, to }: Readonly<{ from: Hour; to: Hour }>): Hour[] {
  const days: Hour[] = [];
  const first = dayOf(from) === from ? from : nextDay(dayOf(from));
  for (let day = first; nextDay(day) <= to; day = nextDay(day)) days.push(day);
  return days;
}

/** The rows of a day from the rows of its hours: under each key the sums, added. The hour of a day's row is its first. */
export function dayRows(day: Hour, rows: readonly Rollup[]): Rollup[] {
  const byName = new Map<string, Rollup>();
  for (const row of rows) {
    const name = rowName(row);
    const known = byName.get(name);
    byName.set(name, {
      ...row,
      hour: day,
      sums: known === undefined ? row.sums : addSums(known.sums, row.sums),
    });
  }
  return [...byName].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
}
