import type { DrizzleD1Database } from "drizzle-orm/d1";
import { dayOf, nextDay } from "../../schema/sla/day.ts";
import { digestOf } from "../../schema/wire/canonical.ts";
import type { Sha256 } from "../../schema/wire/identifier.ts";
import type { Hour } from "../../schema/wire/quantity.ts";
import { builtDays, WHOLE } from "./build-day.ts";
import type { HourVersion } from "./hour-versions.ts";

type Version = Pick<HourVersion, "hour" | "version">;

/** Tells of the days whose sums are those of these versions. One query. @param versions latest ones, of whole days */
export async function builtOf(
  db: DrizzleD1Database,
  versions: readonly Version[],
): Promise<(day: Hour) => boolean> {
  const days = versions.map(({ hour }) => dayOf(hour)).toSorted();
  const [first, last] = [days[0], days.at(-1)];
  if (first === undefined || last === undefined) return () => false;
  const wanted = await madeFromOf(versions);
  const notes = await builtDays(db, { from: first, to: nextDay(last) });
  const built = new Set(
    notes
      .filter(({ day, madeFrom, builtTo }) => builtTo === WHOLE && wanted.get(day) === madeFrom)
      .map(({ day }) => day),
  );
  return (day) => built.has(day);
}

/** What each day would be made from, by its first hour. */
export async function madeFromOf(versions: readonly Version[]): Promise<Map<Hour, Sha256>> {
  const byDay = Map.groupBy(versions, ({ hour }) => dayOf(hour));
  const digests = [...byDay].map(
    async ([day, own]) =>
      [day, await digestOf(own.map(({ hour, version }) => [hour, version]))] as const,
  );
  return new Map(await Promise.all(digests));
}
