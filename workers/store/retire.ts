import { and, eq, inArray, lt, sql, type SQL } from "drizzle-orm";
import type { DrizzleD1Database } from "drizzle-orm/d1";
import * as z from "zod";
import { nextHour } from "../../schema/sla/hour.ts";
import { RAW_PREFIX, rawPrefix } from "../../schema/sla/raw-key.ts";
import { dayBadHours } from "../../schema/tables/day-bad-hours.ts";
import { dayRollups } from "../../schema/tables/day-rollups.ts";
import { days } from "../../schema/tables/days.ts";
import { hours } from "../../schema/tables/hours.ts";
import { ledger } from "../../schema/tables/ledger.ts";
import { rollups } from "../../schema/tables/rollups.ts";
import { Hour } from "../../schema/wire/quantity.ts";
import type { Archive } from "./archive.ts";
import { ALL, withSums } from "./with-sums.ts";

/** In the place of a ledger's version: what the hour was made from is gone, so that it can never be made again. */
export const RETIRED = -1;

/**
 * The oldest hours before a limit that are final, as is the hour after them, which is made from theirs; and of which the
 * ledger names no raw object of a slot from the limit on: an import of old windows is kept as long as what came with it.
 */
export async function retirableHours(
  db: DrizzleD1Database,
  before: Hour,
  most: number,
): Promise<Hour[]> {
  const next = sql`strftime('%Y-%m-%dT%H:00:00Z', old.hour, '+1 hour')`;
  const isFinal = (hour: SQL) =>
    sql`EXISTS (SELECT 1 FROM ${hours} AS v WHERE v.hour = ${hour} AND v.state = 'final')`;
  const rows = await db.all(sql`
    SELECT DISTINCT hour FROM ${ledger} AS old WHERE hour < ${before} AND ${isFinal(sql`old.hour`)}
      AND (${isFinal(next)} OR NOT EXISTS (SELECT 1 FROM ${hours} AS v WHERE v.hour = ${next}))
      AND NOT EXISTS (
        SELECT 1 FROM ${ledger} AS l, json_each(l.body, '$.objects') AS o
        WHERE l.hour = old.hour AND substr(o.key, ${RAW_PREFIX.length + 1}, 13) >= ${before.slice(0, 13)})
    ORDER BY hour LIMIT ${most}`);
  return z
    .strictObject({ hour: Hour })
    .array()
    .parse(rows)
    .map(({ hour }) => hour);
}

/**
 * Deletes an hour's raw objects, and then its ledger, whose rows say until then that there is something to delete. The
 * versions that were made from it, its own and the next hour's, are never made again.
 */
export async function retireHour(
  db: DrizzleD1Database,
  archive: Archive,
  hour: Hour,
): Promise<void> {
  // Before anything is gone: a run that dies here leaves nothing half-made to be published.
  await db
    .update(hours)
    .set({ ledgerVersion: RETIRED })
    .where(inArray(hours.hour, [hour, nextHour(hour)]));
  await archive.remove(await archive.list(rawPrefix(hour)));
  await db.delete(ledger).where(eq(ledger.hour, hour));
}

/** Deletes the sums of the oldest hour and of the oldest day before a limit. @returns whether there was any */
export async function retireSums(db: DrizzleD1Database, before: Hour): Promise<boolean> {
  const hour = sql`(SELECT min((SELECT min(hour) FROM ${rollups} WHERE orchestrator = o AND hour < ${before}))
    FROM ${withSums(ALL)})`;
  const day = sql`(SELECT min(day) FROM ${dayRollups} WHERE day < ${before})`;
  const [ofHour, ofDay] = await db.batch([
    db
      .delete(rollups)
      .where(and(inArray(rollups.orchestrator, withSums(ALL)), eq(rollups.hour, hour))),
    db.delete(dayRollups).where(eq(dayRollups.day, day)),
    db.delete(dayBadHours).where(lt(dayBadHours.day, before)),
    db.delete(days).where(lt(days.day, before)),
  ]);
  return ofHour.meta.changes + ofDay.meta.changes > 0;
}
