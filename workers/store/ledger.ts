import { and, eq, inArray, sql } from "drizzle-orm";
import type { DrizzleD1Database } from "drizzle-orm/d1";
import { ledger } from "../../schema/tables/ledger.ts";
import type { LedgerRow } from "../../schema/wire/ledger-row.ts";
import type { Hour } from "../../schema/wire/quantity.ts";
import { mergeIntoBody, parseBody } from "./ledger-body.ts";

/** What compare and swap needs besides the database: chance, and the patience to wait some milliseconds. */
export type Patience = Readonly<{ random: () => number; sleep: (ms: number) => Promise<void> }>;

/** Tries of one compare and swap before the message has to come again. */
const TRIES = 8;

/** Unit of the waits between tries, in milliseconds: they double, and chance takes a part of each. */
const BACKOFF_MS = 10;

/**
 * Merges what was folded into one row. A row that holds it already is not written.
 *
 * @returns false when others were faster eight times: nothing of it is in the row then
 */
export async function mergeIntoLedger(
  db: DrizzleD1Database,
  { hour, shard, row: added }: LedgerEntry,
  { random, sleep }: Patience,
): Promise<boolean> {
  for (let attempt = 0; attempt < TRIES; attempt++) {
    if (attempt > 0) await sleep(random() * BACKOFF_MS * 2 ** attempt);
    const old = await db.select().from(ledger).where(isRow(hour, shard)).get();
    const { body, cursors } = mergeIntoBody(old?.body ?? null, added, hour);
    if (body === old?.body) return true;
    const next = { version: (old?.version ?? 0) + 1, body };
    const { meta } = await (old
      ? db
          .update(ledger)
          // A column that is set costs a row more for each index that it is in, changed or not.
          .set(cursors === old.cursors ? next : { ...next, cursors })
          .where(and(isRow(hour, shard), eq(ledger.version, old.version)))
      : db
          .insert(ledger)
          .values({ hour, shard, cursors, ...next })
          .onConflictDoNothing());
    if (meta.changes > 0) return true;
  }
  return false;
}

/** One row of the ledger, with its key. */
export type LedgerEntry = Readonly<{ hour: Hour; shard: number; row: LedgerRow }>;

/** The rows of hours, by hour and shard. */
export async function ledgerRows(
  db: DrizzleD1Database,
  hours: readonly Hour[],
): Promise<LedgerEntry[]> {
  const rows = await db
    .select()
    .from(ledger)
    .where(inArray(ledger.hour, [...hours]))
    .orderBy(ledger.hour, ledger.shard);
  return rows.map(({ hour, shard, body }) => ({ hour: hour as Hour, shard, row: parseBody(body) }));
}

/** Keys of the raw objects that some row of these hours marks as folded. Rows are read, their windows are not. */
export async function foldedObjects(
  db: DrizzleD1Database,
  hours: readonly Hour[],
): Promise<Set<string>> {
  const marks = await db.all<{ key: string }>(
    sql`SELECT mark.key AS key FROM ${ledger}, json_each(${ledger.body}, '$.objects') AS mark
        WHERE ${inArray(ledger.hour, [...hours])}`,
  );
  return new Set(marks.map(({ key }) => key));
}

/** A shard's rows of some hours, oldest first. */
export async function rowsOfShard(
  db: DrizzleD1Database,
  shard: number,
  hours: readonly Hour[],
): Promise<LedgerEntry[]> {
  const rows = await db
    .select({ hour: ledger.hour, body: ledger.body })
    .from(ledger)
    .where(and(eq(ledger.shard, shard), inArray(ledger.hour, [...hours])))
    .orderBy(ledger.hour);
  return rows.map(({ hour, body }) => ({ hour: hour as Hour, shard, row: parseBody(body) }));
}

const isRow = (hour: Hour, shard: number) => and(eq(ledger.hour, hour), eq(ledger.shard, shard));
