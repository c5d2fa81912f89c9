import { and, eq, inArray, lte, type SQL, sql } from "drizzle-orm";
import type { DrizzleD1Database } from "drizzle-orm/d1";
import { hours } from "../../schema/tables/hours.ts";
import { rollups } from "../../schema/tables/rollups.ts";
import { stagedRollups } from "../../schema/tables/staged-rollups.ts";
import type { Hour } from "../../schema/wire/quantity.ts";
import type { Rollup } from "../../schema/wire/rollup.ts";
import { isGone, RENEWED_HOUR } from "./differences.ts";
import type { HourVersion } from "./hour-versions.ts";
import { jsonChunks, keptRow, rowKey } from "./rollup-row.ts";
import { ALL, withSums } from "./with-sums.ts";

/**
 * Moves the pointer of an hour to a version whose documents are in the archive, and puts its sums in the place of the
 * version's before, of which it writes those that differ: all in one transaction. Where a later version is there already,
 * its sums stay.
 *
 * @param rows   the sums; "staged": they lie ready
 * @param older  versions of the same hour that the archive holds and the table may have lost
 */
export async function writeVersion(
  db: DrizzleD1Database,
  version: HourVersion,
  rows: readonly Rollup[] | "staged",
  older: readonly HourVersion[],
): Promise<void> {
  const isLatest = sql`NOT EXISTS
    (SELECT 1 FROM ${hours} WHERE ${hours.hour} = ${version.hour} AND ${hours.version} > ${version.version})`;
  const isStaged = and(
    eq(stagedRollups.hour, version.hour),
    lte(stagedRollups.version, version.version),
  );
  const { whole, keys } = rows === "staged" ? sourcesOfStaged(version) : sourcesOf(rows);
  const inserts = whole.map((source) =>
    db
      .insert(rollups)
      .select(
        sql`SELECT ${valuesOf(version.version)} FROM (SELECT value FROM ${source}) WHERE ${isLatest}`,
      )
      .onConflictDoUpdate(RENEWED_HOUR),
  );
  // `db.run` has no place in a D1 batch: its parameters would be lost. The values are in the order of the columns.
  await db.batch([
    db
      .insert(hours)
      .select(
        sql`SELECT value->>'$.hour', value->>'$.version', value->>'$.state', value->>'$.digest',
          value->>'$.inputsDigest', value->>'$.jobs', value->>'$.openJobs', value->>'$.publishedAt',
          value->>'$.ledgerVersion', value->>'$.rollups', value->>'$.policy.digest'
          FROM json_each(${JSON.stringify([...older, version])}) WHERE true`,
      )
      .onConflictDoUpdate({
        target: [hours.hour, hours.version],
        set: {
          ledgerVersion: sql`excluded.ledger_version`,
          policy: sql`coalesce(excluded.policy, ${hours.policy})`,
        },
      }),
    db
      .delete(rollups)
      .where(
        and(
          inArray(rollups.orchestrator, withSums(ALL)),
          eq(rollups.hour, version.hour),
          isLatest,
          isGone(rollups, keys),
        ),
      ),
    ...inserts,
    ...(rows === "staged" ? [db.delete(stagedRollups).where(isStaged)] : []),
  ]);
}

/**
 * Lays sums of a version ready, for `writeVersion`: so that an hour of any size becomes visible at once. Many to a row of
 * D1, which counts rows that are written. What lies there already stays.
 *
 * @param from  the place of the first in the published order
 */
export async function stageRows(
  db: DrizzleD1Database,
  { hour, version }: Readonly<{ hour: Hour; version: number }>,
  rows: readonly Rollup[],
  from: number,
): Promise<void> {
  for (const [n, row] of jsonChunks(rows.map((each) => ({ ...keptRow(each), version }))).entries())
    await db
      .insert(stagedRollups)
      .values({ hour, version, place: from + n, row })
      .onConflictDoNothing();
}

/** Where a version's rows come from, and where their keys do, which are all that says which rows are gone. */
type Sources = Readonly<{ whole: readonly SQL[]; keys: readonly SQL[] }>;

const sourcesOf = (rows: readonly Rollup[]): Sources => {
  const kept = rows.map(keptRow);
  const bound = (some: readonly object[]) =>
    jsonChunks(some).map((chunk) => sql`json_each(${chunk})`);
  return { whole: bound(kept), keys: bound(kept.map(rowKey)) };
};

const sourcesOfStaged = ({ hour, version }: HourVersion): Sources => {
  const source = sql`${stagedRollups}, json_each(${stagedRollups.row})
    WHERE ${stagedRollups.hour} = ${hour} AND ${stagedRollups.version} = ${version}`;
  return { whole: [source], keys: [source] };
};

/** The columns of a row of sums, from its JSON. */
const valuesOf = (
  version: number,
): SQL => sql`value->>'$.hour', value->>'$.orchestrator', value->>'$.pipeline',
  value->>'$.model', value->>'$.gpu', value->>'$.region', value->>'$.gateway', value->>'$.purpose',
  value->>'$.witness', ${version}, value->>'$.sums'`;

/** Notes that what the ledger folded since made no difference to a version. */
export async function noteLedgerVersion(
  db: DrizzleD1Database,
  { hour, version }: Readonly<{ hour: Hour; version: number }>,
  ledgerVersion: number,
): Promise<void> {
  await db
    .update(hours)
    .set({ ledgerVersion })
    .where(and(eq(hours.hour, hour), eq(hours.version, version)));
}
