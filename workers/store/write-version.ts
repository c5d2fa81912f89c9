import { and, eq, lte, type SQL, sql } from "drizzle-orm";
import type { DrizzleD1Database } from "drizzle-orm/d1";
import { hours } from "../../schema/tables/hours.ts";
import { rollups } from "../../schema/tables/rollups.ts";
import { stagedRollups } from "../../schema/tables/staged-rollups.ts";
import type { Hour } from "../../schema/wire/quantity.ts";
import type { Rollup } from "../../schema/wire/rollup.ts";
import type { HourVersion } from "./hour-versions.ts";

/** A bound value holds at most 2 MB in D1: what one statement inserts stays far below. */
const CHUNK_CHARS = 500_000;

/**
 * Moves the pointer of an hour to a version whose documents are in the archive, and puts its sums in the place of the
 * version's before: all in one transaction. Where a later version is there already, its sums stay.
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
  const inserts =
    rows === "staged"
      ? [
          db.insert(rollups).select(
            sql`SELECT ${valuesOf(sql`value`)} FROM ${stagedRollups}, json_each(${stagedRollups.row})
              WHERE ${stagedRollups.hour} = ${version.hour} AND ${stagedRollups.version} = ${version.version}
                AND ${isLatest}`,
          ),
        ]
      : chunksOf(rows.map((row) => toRow(row, version.version))).map((chunk) =>
          db
            .insert(rollups)
            .select(sql`SELECT ${valuesOf(sql`value`)} FROM json_each(${chunk}) WHERE ${isLatest}`),
        );
  // `db.run` has no place in a D1 batch: its parameters would be lost. The values are in the order of the columns.
  await db.batch([
    db
      .insert(hours)
      .select(
        sql`SELECT value->>'$.hour', value->>'$.version', value->>'$.state', value->>'$.digest',
          value->>'$.inputsDigest', value->>'$.jobs', value->>'$.openJobs', value->>'$.publishedAt',
          value->>'$.ledgerVersion', value->>'$.rollups'
          FROM json_each(${JSON.stringify([...older, version])}) WHERE true`,
      )
      .onConflictDoUpdate({
        target: [hours.hour, hours.version],
        set: { ledgerVersion: sql`excluded.ledger_version` },
      }),
    db.delete(rollups).where(and(eq(rollups.hour, version.hour), isLatest)),
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
  for (const [n, row] of chunksOf(rows.map((each) => toRow(each, version))).entries())
    await db
      .insert(stagedRollups)
      .values({ hour, version, place: from + n, row })
      .onConflictDoNothing();
}

/** The columns of a row of sums, from its JSON. */
const valuesOf = (
  json: SQL,
): SQL => sql`${json}->>'$.hour', ${json}->>'$.orchestrator', ${json}->>'$.pipeline',
  ${json}->>'$.model', ${json}->>'$.gpu', ${json}->>'$.region', ${json}->>'$.gateway', ${json}->>'$.purpose',
  ${json}->>'$.witness', ${json}->>'$.version', ${json}->>'$.sums'`;

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

/** An empty part of the key means that it is not known: a part of a primary key cannot be null. */
const toRow = ({ sums, ...key }: Rollup, version: number) => ({
  ...key,
  orchestrator: key.orchestrator ?? "",
  pipeline: key.pipeline ?? "",
  model: key.model ?? "",
  gpu: key.gpu ?? "",
  region: key.region ?? "",
  gateway: key.gateway ?? "",
  version,
  sums: JSON.stringify(sums),
});

/** JSON arrays of rows, each small enough to be bound. */
function chunksOf(rows: readonly object[]): string[] {
  const chunks: string[][] = [];
  let chars = Infinity;
  for (const row of rows.map((each) => JSON.stringify(each))) {
    chars += row.length + 1;
    if (chars > CHUNK_CHARS) {
      chunks.push([]);
      chars = row.length;
    }
    chunks.at(-1)?.push(row);
  }
  return chunks.map((chunk) => `[${chunk.join(",")}]`);
}
