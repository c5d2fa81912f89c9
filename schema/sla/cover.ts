import type { Hour } from "../wire/quantity.ts";
import { dayOf, daysIn } from "./day.ts";
import { hourStart, HOUR_MS, hourOf } from "./hour.ts";

/** Half-open, by hours. */
export type Range = Readonly<{ from: Hour; to: Hour }>;

/** What a range is read from: whole UTC days where they are added up, and the hours that are left. Each hour once. */
export type Cover = Readonly<{ days: readonly Hour[]; hours: readonly Hour[] }>;

/** @param isBuilt  whether a day's sums are those of its hours' latest versions */
export function coverOf(range: Range, isBuilt: (day: Hour) => boolean): Cover {
  const days = daysIn(range).filter(isBuilt);
  const built = new Set(days);
  return { days, hours: hoursIn(range).filter((hour) => !built.has(dayOf(hour))) };
}

/** The hours of a range, oldest first. */
export const hoursIn = ({ from, to }: Range): Hour[] =>
  Array.from({ length: Math.max(0, (hourStart(to) - hourStart(from)) / HOUR_MS) }, (_, i) =>
    hourOf(hourStart(from) + i * HOUR_MS),
  );
