import { sql } from "drizzle-orm";
import type { DrizzleD1Database } from "drizzle-orm/d1";
import * as z from "zod";
import { RAW_PREFIX } from "../../schema/sla/raw-key.ts";
import { Sha256 } from "../../schema/wire/identifier.ts";
import { Count, type Hour } from "../../schema/wire/quantity.ts";
import { ProbeOutcome } from "../../schema/wire/raw.ts";
import { slotStartSql } from "./slot-start.ts";

const OutcomeCount = z.strictObject({ outcome: ProbeOutcome, probes: Count });

const START = slotStartSql(sql`o.key`, sql`ledger.hour`);

/** Probes of an hour's slots that began before a moment and were folded, by outcome. */
export async function probesIn(
  db: DrizzleD1Database,
  hour: Hour,
  beforeMs: number,
): Promise<z.infer<typeof OutcomeCount>[]> {
  const rows = await db.all(sql`
    select o.value as outcome, count(*) as probes
    from ledger, json_each(ledger.body, '$.targets') t, json_each(t.value, '$.outcomes') o
    where ledger.hour = ${hour} and ${START} * 1000 < ${beforeMs} group by o.value`);
  return OutcomeCount.array().parse(rows);
}

/** A slot, and when it starts, Unix milliseconds: its number alone says that only while T stays. */
export type SlotAt = Readonly<{ slot: number; startMs: number }>;

const Newest = z.strictObject({ slot: Count.nullable(), start: Count.nullable() });

/** The slot that started last, of those of which an outcome was folded; null before the first. */
export async function lastSlot(db: DrizzleD1Database): Promise<SlotAt | null> {
  // Of a group, SQLite takes the columns beside a single max() from the row that has it.
  const rows = await db.all(sql`
    select cast(o.key as integer) as slot, max(${START}) as start
    from ledger, json_each(ledger.body, '$.targets') t, json_each(t.value, '$.outcomes') o
    where ledger.hour = (select max(hour) from ledger where cursors = 1)`);
  const { slot, start } = Newest.parse(rows[0]);
  return slot === null || start === null ? null : { slot, startMs: start * 1000 };
}

const Turns = z.strictObject({ scheduled: Count, backfills: Count });
export type Turns = z.infer<typeof Turns>;

/** Turns of the slots of a UTC day that were folded. @param day `2026-01-09` */
export async function turnsOn(db: DrizzleD1Database, day: string): Promise<Turns> {
  const prefix = `${RAW_PREFIX}${day}T`;
  const rows = await db.all(sql`
    select count(distinct o.key) filter (where o.key not like '%:%:%') as scheduled,
      count(distinct o.key) filter (where o.key like '%:%:%') as backfills
    from ledger, json_each(ledger.body, '$.objects') o
    where ledger.hour >= ${`${day}T00:00:00Z`} and ledger.hour <= ${`${day}T23:00:00Z`}
      and substr(o.key, 1, ${prefix.length}) = ${prefix}`);
  return Turns.parse(rows[0]);
}

/** SHA-256 of the stored bytes of the raw objects that were folded into the hours [first, last], by key. */
export async function objectDigests(
  db: DrizzleD1Database,
  first: Hour,
  last: Hour,
): Promise<ReadonlyMap<string, Sha256>> {
  const rows = await db.all(sql`
    select o.key as key, o.value as sha256
    from ledger, json_each(ledger.body, '$.objects') o
    where ledger.hour >= ${first} and ledger.hour <= ${last}`);
  const parsed = z.strictObject({ key: z.string(), sha256: Sha256 }).array().parse(rows);
  return new Map(parsed.map(({ key, sha256 }) => [key, sha256]));
}
