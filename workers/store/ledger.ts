import { and, desc, eq, inArray, sql } from "drizzle-orm";
import type { DrizzleD1Database } from "drizzle-orm/d1";
import { EMPTY_ROW, mergeRows } from "../../schema/sla/merge-rows.ts";
import { ledger } from "../../schema/tables/ledger.ts";
import { canonicalJson } from "../../schema/wire/canonical.ts";
import { LedgerRow } from "../../schema/wire/ledger-row.ts";
import type { Hour } from "../../schema/wire/quantity.ts";

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
    const merged = mergeRows(old ? parseBody(old.body) : EMPTY_ROW, added);
    const body = canonicalJson(merged);
    if (body === old?.body) return true;
    const cursors = Object.values(merged.targets).some(({ cursor }) => cursor !== null);
    const next = { hour, shard, version: (old?.version ?? 0) + 1, cursors, body };
    const { meta } = await (old
      ? db
          .update(ledger)
          .set(next)
          .where(and(isRow(hour, shard), eq(ledger.version, old.version)))
      : db.insert(ledger).values(next).onConflictDoNothing());
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

/**
 * Where the newest probe of each of a shard's targets left off. Two rows are read: when an hour begins, the newest
 * may be of a turn that is older than the last one of the hour before.
 */
export async function cursorsOf(
  db: DrizzleD1Database,
  shard: number,
): Promise<Map<string, string | null>> {
  const rows = await db
    .select({ body: ledger.body })
    .from(ledger)
    .where(and(eq(ledger.shard, shard), eq(ledger.cursors, true)))
    .orderBy(desc(ledger.hour))
    .limit(2);
  const { targets } = rows.map(({ body }) => parseBody(body)).reduce(mergeRows, EMPTY_ROW);
  return new Map(Object.entries(targets).map(([id, { cursor }]) => [id, cursor?.cursor ?? null]));
}

const isRow = (hour: Hour, shard: number) => and(eq(ledger.hour, hour), eq(ledger.shard, shard));

const parseBody = (body: string): LedgerRow => LedgerRow.parse(JSON.parse(body));
