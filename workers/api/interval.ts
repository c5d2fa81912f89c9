import { HOUR_MS, hourOf, hourStart } from "../../schema/sla/hour.ts";
import type { Hour } from "../../schema/wire/quantity.ts";

/** Lengths in hours, how many are answered where nobody says from when, and at most. */
export const INTERVALS = {
  hour: { hours: 1, defaultHours: 24, mostHours: 31 * 24 },
  day: { hours: 24, defaultHours: 30 * 24, mostHours: 400 * 24 },
  week: { hours: 168, defaultHours: 12 * 168, mostHours: 57 * 168 },
} as const;
export type Interval = keyof typeof INTERVALS;

/** The first Monday of Unix time, 1970-01-05. Days and weeks of UTC have no other length. */
const A_MONDAY_MS = 4 * 24 * HOUR_MS;

/** The start of the interval that an hour is in. A week begins on Monday (ISO 8601). */
export function bucketStart(interval: Interval, hour: Hour): Hour {
  const length = INTERVALS[interval].hours * HOUR_MS;
  const start = Math.floor((hourStart(hour) - A_MONDAY_MS) / length) * length + A_MONDAY_MS;
  return hourOf(Math.max(0, start));
}
