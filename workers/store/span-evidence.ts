import { and, eq, gte, inArray, lte, sql } from "drizzle-orm";
import type { DrizzleD1Database } from "drizzle-orm/d1";
import { type Cover, coverOf, type Range } from "../../schema/sla/cover.ts";
import type { AddressRange } from "../../schema/sla/pack-ranges.ts";
import { type Bad, NO_BAD, type Span, spanOf } from "../../schema/sla/span.ts";
import { dayBadHours } from "../../schema/tables/day-bad-hours.ts";
import { dayRollups } from "../../schema/tables/day-rollups.ts";
import { rollups } from "../../schema/tables/rollups.ts";
import { Address } from "../../schema/wire/identifier.ts";
import type { Hour } from "../../schema/wire/quantity.ts";
import type { Rollup } from "../../schema/wire/rollup.ts";
import { rollupOf } from "./rollup-row.ts";
import { ALL, withSums } from "./with-sums.ts";

/** D1 queries of one `spansOf`. */
export const QUERIES_PER_READ = 3;

/** Live rows of hours of some orchestrators. One query. */
export async function hourRows(
  db: DrizzleD1Database,
  who: AddressRange,
  hours: readonly Hour[],
): Promise<Rollup[]> {
  return (await selectHours(db, who, hours)).map(rollupOf);
}

/** Live rows of days, each under its first hour, and of hours, of some orchestrators. Two queries. */
export async function dayAndHourRows(
  db: DrizzleD1Database,
  who: AddressRange,
  { days, hours }: Cover,
): Promise<Rollup[]> {
  const [ofHours, ofDays] = await db.batch([
    selectHours(db, who, hours),
    selectDays(db, who, days),
  ]);
  return [...ofHours.map(rollupOf), ...ofDays.map(ofDay)];
}

/**
 * The sums of some orchestrators over ranges, none of which overlap: from days where these are built, and from hours where
 * they are not. Three queries, however long the ranges are.
 *
 * @returns by orchestrator a span for each range, in the order of the ranges
 */
export async function spansOf(
  db: DrizzleD1Database,
  who: AddressRange,
  ranges: readonly Range[],
  isBuilt: (day: Hour) => boolean,
): Promise<Map<Address, Span[]>> {
  const covers = ranges.map((range) => ({ range, ...coverOf(range, isBuilt) }));
  const days = covers.flatMap((cover) => cover.days);
  const [ofHours, ofDays, bad] = await db.batch([
    selectHours(
      db,
      who,
      covers.flatMap((cover) => cover.hours),
    ),
    selectDays(db, who, days),
    db
      .select()
      .from(dayBadHours)
      .where(
        and(
          inArray(dayBadHours.day, listed(days)),
          gte(dayBadHours.orchestrator, who.first),
          lte(dayBadHours.orchestrator, who.last),
        ),
      ),
  ]);
  const hourly = Map.groupBy(ofHours.map(rollupOf), ({ orchestrator }) => orchestrator);
  const daily = Map.groupBy(ofDays.map(ofDay), ({ orchestrator }) => orchestrator);
  const badOfDays = Map.groupBy(bad, ({ orchestrator }) => orchestrator);
  const spans = new Map<Address, Span[]>();
  for (const orchestrator of new Set([...hourly.keys(), ...daily.keys()])) {
    if (orchestrator === null) continue;
    const own = covers.map(({ range, days: ownDays, hours }) => {
      const byDay = (daily.get(orchestrator) ?? []).filter(({ hour }) => ownDays.includes(hour));
      const hoursOfRange = new Set(hours);
      return spanOf(
        range,
        [
          { rows: byDay, bad: NO_BAD },
          ...(badOfDays.get(orchestrator) ?? [])
            .filter(({ day }) => ownDays.includes(day as Hour))
            .map((row) => ({ rows: [], bad: JSON.parse(row.bad) as Bad })),
        ],
        (hourly.get(orchestrator) ?? []).filter(({ hour }) => hoursOfRange.has(hour)),
      );
    });
    spans.set(orchestrator, own);
  }
  return spans;
}

/** A list as one parameter: D1 binds at most 100. */
const listed = (hours: readonly Hour[]) =>
  sql`(SELECT value FROM json_each(${JSON.stringify(hours)}))`;

const selectHours = (db: DrizzleD1Database, who: AddressRange, hours: readonly Hour[]) =>
  db
    .select()
    .from(rollups)
    .where(
      and(
        inArray(rollups.orchestrator, withSums(who)),
        inArray(rollups.hour, listed(hours)),
        eq(rollups.purpose, "live"),
      ),
    );

const selectDays = (db: DrizzleD1Database, { first, last }: AddressRange, days: readonly Hour[]) =>
  db
    .select()
    .from(dayRollups)
    .where(
      and(
        inArray(dayRollups.day, listed(days)),
        gte(dayRollups.orchestrator, first),
        lte(dayRollups.orchestrator, last),
        eq(dayRollups.purpose, "live"),
      ),
    );

const ofDay = ({ day, ...row }: typeof dayRollups.$inferSelect): Rollup =>
  rollupOf({ ...row, hour: day });

/**
 * Orchestrators with live sums in a range, by address: one seek for each that was ever seen, however many hours there are.
 * One query.
 */
export async function orchestratorsSeen(
  db: DrizzleD1Database,
  { from, to }: Range,
): Promise<Address[]> {
  const rows = await db.all<{ o: string }>(sql`
    SELECT o FROM ${withSums(ALL)} WHERE o <> '' AND EXISTS (SELECT 1 FROM ${rollups}
      WHERE orchestrator = o AND hour >= ${from} AND hour < ${to} AND purpose = 'live')`);
  return rows.map(({ o }) => Address.parse(o));
}
