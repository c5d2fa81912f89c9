import { Hour } from "../wire/quantity.ts";

export const HOUR_MS = 3_600_000;

/** The UTC hour that a moment belongs to. */
export const hourOf = (ms: number): Hour => {
  const start = new Date(Math.floor(ms / HOUR_MS) * HOUR_MS).toISOString();
  return Hour.parse(`${start.slice(0, 13)}:00:00Z`);
};

/** When an hour begins, in Unix milliseconds. */
export const hourStart = (hour: Hour): number => Date.parse(hour);

/** The hour after this one. */
export const nextHour = (hour: Hour): Hour => hourOf(hourStart(hour) + HOUR_MS);

/** The hour before this one. */
export const previousHour = (hour: Hour): Hour => hourOf(hourStart(hour) - HOUR_MS);
