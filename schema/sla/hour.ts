import { Hour } from "../wire/quantity.ts";

export const HOUR_MS = 3_600_000;

/** The UTC hour that a moment belongs to. */
export const hourOf = (ms: number): Hour => {
  const hour = Math.floor(ms / HOUR_MS);
  if (hour === last.hour) return last.name;
  const start = new Date(hour * HOUR_MS).toISOString();
  const name = Hour.parse(`${start.slice(0, 13)}:00:00Z`);
  last = { hour, name };
  return name;
};

/** Windows come in order: most are of the hour of the one before, and its name is most of the work. */
let last: { hour: number; name: Hour } = { hour: 0, name: Hour.parse("1970-01-01T00:00:00Z") };

/** When an hour begins, in Unix milliseconds. */
export const hourStart = (hour: Hour): number => Date.parse(hour);

/** The hour after this one. */
export const nextHour = (hour: Hour): Hour => hourOf(hourStart(hour) + HOUR_MS);

/** The hour before this one. */
export const previousHour = (hour: Hour): Hour => hourOf(hourStart(hour) - HOUR_MS);
