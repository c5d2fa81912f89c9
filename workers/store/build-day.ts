import { and, eq, gt, gte, inArray, lt, lte, sql } from "drizzle-orm";
import type { DrizzleD1Database } from "drizzle-orm/d1";
import * as z from "zod";
import { dayRows, nextDay } from "../../schema/sla/day.ts";
import { badOf } from "../../schema/sla/span.ts";
import { dayBadHours } from "../../schema/tables/day-bad-hours.ts";
import { dayRollups } from "../../schema/tables/day-rollups.ts";
import { days } from "../../schema/tables/days.ts";
import { rollups } from "../../schema/tables/rollups.ts";
import type { Sha256 } from "../../schema/wire/identifier.ts";
import type { Hour } from "../../schema/wire/quantity.ts";
import type { Rollup } from "../../schema/wire/rollup.ts";
import { isGone, RENEWED_DAY } from "./differences.ts";
import { jsonChunks, keptRow, rollupOf, rowKey } from "./rollup-row.ts";
import { withSums } from "./with-sums.ts";

/** Above every address: a day that is built so far is whole. */
export const WHOLE = "~";

/** How far a day is built, and from which versions. */
export type BuiltDay = Readonly<{ day: Hour; madeFrom: Sha256; builtTo: string }>;

/** How far the days in [from, to) are built. */
export async function builtDays(
  db: DrizzleD1Database,
  { from, to }: Readonly<{ from: Hour; to: Hour }>,
): Promise<BuiltDay[]> {
  const rows = await db
    .select()
    .from(days)
    .where(and(gte(days.day, from), lt(days.day, to)));
  return rows.map((row) => ({ ...row, day: row.day as Hour }));
}

type Step = Readonly<{
  day: Hour;
  /** Digest of the versions of the day's hours. */
  madeFrom: Sha256;
  /** The note as it was read; null where the day has none. */
  before: BuiltDay | null;
  /** How many orchestrators one step adds up. */
  orchestrators: number;
}>;

/**
 * Adds up the next orchestrators of a day, and notes how far it is: one transaction, and nothing where another run has
 * moved the note. Begins anew where the day was made from other versions. D1 queries: 2 reads, and 6 and one for each
 * half megabyte in the transaction.
 *
 * @returns the note as it is then
 */
export async function buildDayStep(
  db: DrizzleD1Database,
  { day, madeFrom, before, orchestrators }: Step,
): Promise<BuiltDay> {
  const goesOn = before?.madeFrom === madeFrom;
  const after = goesOn ? before.builtTo : null;
  const next = await nextOrchestrators(db, day, after ?? "", orchestrators);
  const builtTo = next.length < orchestrators ? WHOLE : (next.at(-1) ?? WHOLE);
  const rows = await rowsOf(db, day, after, builtTo);
  const kept = dayRows(day, rows).map(keptRow);
  const keys = jsonChunks(kept.map(rowKey));
  const note = { day, madeFrom, builtTo };
  const isNoted = sql`EXISTS (SELECT 1 FROM ${days}
    WHERE ${days.day} = ${day} AND ${days.madeFrom} = ${madeFrom} AND ${days.builtTo} = ${builtTo})`;
  const within = (table: typeof dayRollups | typeof dayBadHours) =>
    and(
      eq(table.day, day),
      after === null ? undefined : gt(table.orchestrator, after),
      lte(table.orchestrator, builtTo),
      isNoted,
    );
  await db.batch([
    db
      .insert(days)
      .values(note)
      .onConflictDoUpdate({
        target: days.day,
        set: { madeFrom, builtTo },
        setWhere: sql`${days.madeFrom} = ${before?.madeFrom ?? ""} AND ${days.builtTo} = ${before?.builtTo ?? ""}`,
      }),
    db.delete(dayRollups).where(
      and(
        within(dayRollups),
        isGone(
          dayRollups,
          keys.map((chunk) => sql`json_each(${chunk})`),
        ),
      ),
    ),
    db.delete(dayBadHours).where(within(dayBadHours)),
    ...jsonChunks(kept).map((chunk) =>
      db
        .insert(dayRollups)
        .select(
          sql`SELECT value->>'$.hour', value->>'$.orchestrator', value->>'$.pipeline', value->>'$.model',
          value->>'$.gpu', value->>'$.region', value->>'$.gateway', value->>'$.purpose', value->>'$.witness',
          value->>'$.sums' FROM json_each(${chunk}) WHERE ${isNoted}`,
        )
        .onConflictDoUpdate(RENEWED_DAY),
    ),
    ...jsonChunks(badRows(rows)).map((chunk) =>
      db
        .insert(dayBadHours)
        .select(
          sql`SELECT ${day}, value->>'$.orchestrator', value->>'$.bad' FROM json_each(${chunk}) WHERE ${isNoted}`,
        ),
    ),
  ]);
  return (await builtDays(db, { from: day, to: nextDay(day) }))[0] ?? note;
}

/** The next orchestrators with rows of a day, by address: two seeks for each, however many rows they have. */
async function nextOrchestrators(
  db: DrizzleD1Database,
  day: Hour,
  after: string,
  limit: number,
): Promise<string[]> {
  const found = await db.all(sql`
    SELECT o FROM ${withSums({ first: after, last: WHOLE })} WHERE o > ${after} AND EXISTS (
      SELECT 1 FROM ${rollups} WHERE orchestrator = o AND hour >= ${day} AND hour < ${nextDay(day)})
    LIMIT ${limit}`);
  return z
    .strictObject({ o: z.string() })
    .array()
    .parse(found)
    .map(({ o }) => o);
}

/** The rows of a day's hours of orchestrators (after, to], and at its beginning also of none. */
async function rowsOf(
  db: DrizzleD1Database,
  day: Hour,
  after: string | null,
  to: string,
): Promise<Rollup[]> {
  const rows = await db
    .select()
    .from(rollups)
    .where(
      and(
        inArray(rollups.orchestrator, withSums({ first: after ?? "", last: to })),
        gte(rollups.hour, day),
        lt(rollups.hour, nextDay(day)),
        after === null ? undefined : gt(rollups.orchestrator, after),
      ),
    );
  return rows.map(rollupOf);
}

function badRows(rows: readonly Rollup[]): { orchestrator: string; bad: string }[] {
  const live = rows.filter(
    ({ purpose, orchestrator }) => purpose === "live" && orchestrator !== null,
  );
  return [...Map.groupBy(live, ({ orchestrator }) => orchestrator ?? "")].flatMap(
    ([orchestrator, own]) => {
      const bad = badOf(own);
      const isNone = bad.views.length === 0 && Object.keys(bad.agent).length === 0;
      return isNone ? [] : [{ orchestrator, bad: JSON.stringify(bad) }];
    },
  );
}
