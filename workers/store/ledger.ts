import { and, eq, inArray, sql } from "drizzle-orm";
import type { DrizzleD1Database } from "drizzle-orm/d1";
import * as z from "zod";
import { HOUR_MS, hourOf } from "../../schema/sla/hour.ts";
import { ledger } from "../../schema/tables/ledger.ts";
import { type LedgerRow, LedgerTarget } from "../../schema/wire/ledger-row.ts";
import { Count, type Hour } from "../../schema/wire/quantity.ts";
import type { ProbeOutcome } from "../../schema/wire/raw.ts";
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
    const { body, row: merged } = mergeIntoBody(old?.body ?? null, added);
    if (body === old?.body) return true;
    const cursors = Object.values(merged.targets).some(({ cursor }) => cursor !== null);
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

/** What the ledger knows of a target's last probes: the outcomes of one or two hours by slot, and where the newest left off. */
export type Probed = Readonly<{
  cursor: string | null;
  outcomes: Readonly<Record<string, ProbeOutcome>>;
  /** Bytes by slot, where they were many. */
  taken: Readonly<Record<string, number>>;
}>;

const ProbedRow = z.strictObject({
  target: z.string(),
  slot: Count.nullable(),
  cursor: z.string().nullable(),
  outcomes: z.string(),
  taken: z.string().nullable(),
});

/** Agents keep windows for a week: an older cursor is of windows that are gone. */
const CURSORS_MS = 7 * 24 * HOUR_MS;

/**
 * The last probes of a shard's targets. Two rows are read: when an hour begins, the newest may be of a turn that is older than
 * the last one of the hour before. Their windows stay where they are. Rows of other shards are passed over on the way:
 * those of two hours, as a rule.
 */
export async function lastProbes(
  db: DrizzleD1Database,
  shard: number,
  nowMs: number,
): Promise<Map<string, Probed>> {
  const rows = await db.all(sql`
    SELECT t.key AS target, t.value ->> '$.cursor.slot' AS slot, t.value ->> '$.cursor.cursor' AS cursor,
      t.value -> '$.outcomes' AS outcomes, t.value -> '$.taken' AS taken
    FROM (SELECT body FROM ${ledger} WHERE hour >= ${hourOf(nowMs - CURSORS_MS)} AND shard = ${shard} AND cursors = 1
        ORDER BY hour DESC LIMIT 2) AS newest,
      json_each(newest.body, '$.targets') AS t ORDER BY slot`);
  const probed = new Map<string, Probed>();
  for (const { target, slot, cursor, outcomes, taken } of ProbedRow.array().parse(rows)) {
    const other = probed.get(target);
    const own = LedgerTarget.shape.outcomes.parse(JSON.parse(outcomes));
    probed.set(target, {
      cursor: slot === null ? (other?.cursor ?? null) : cursor,
      outcomes: { ...other?.outcomes, ...own },
      taken: { ...other?.taken, ...LedgerTarget.shape.taken.parse(JSON.parse(taken ?? "{}")) },
    });
  }
  return probed;
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
