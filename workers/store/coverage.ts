import { sql } from "drizzle-orm";
import type { DrizzleD1Database } from "drizzle-orm/d1";
import * as z from "zod";
import { RAW_PREFIX } from "../../schema/sla/raw-key.ts";
import { Sha256 } from "../../schema/wire/identifier.ts";
import { Count, type Hour } from "../../schema/wire/quantity.ts";
import { ProbeOutcome } from "../../schema/wire/raw.ts";

const OutcomeCount = z.strictObject({ outcome: ProbeOutcome, probes: Count });

/** Probes of an hour's slots before a slot that were folded, by outcome. */
export async function probesIn(
  db: DrizzleD1Database,
  hour: Hour,
  beforeSlot: number,
): Promise<z.infer<typeof OutcomeCount>[]> {
  const rows = await db.all(sql`
    select o.value as outcome, count(*) as probes
    from ledger, json_each(ledger.body, '$.targets') t, json_each(t.value, '$.outcomes') o
    where ledger.hour = ${hour} and cast(o.key as integer) < ${beforeSlot} group by o.value`);
  return OutcomeCount.array().parse(rows);
}

/** The newest slot of which an outcome was folded; null before the first. */
export async function lastSlot(db: DrizzleD1Database): Promise<number | null> {
  const rows = await db.all(sql`
    select max(cast(o.key as integer)) as slot
    from ledger, json_each(ledger.body, '$.targets') t, json_each(t.value, '$.outcomes') o
    where ledger.hour = (select max(hour) from ledger where cursors = 1)`);
  return z.strictObject({ slot: Count.nullable() }).array().parse(rows)[0]?.slot ?? null;
}

/** Turns of the slots of a UTC day that were folded; backfills too. @param day `2026-01-09` */
export async function turnsOn(db: DrizzleD1Database, day: string): Promise<number> {
  const prefix = `${RAW_PREFIX}${day}T`;
  const rows = await db.all(sql`
    select count(distinct o.key) as turns from ledger, json_each(ledger.body, '$.objects') o
    where ledger.hour >= ${`${day}T00:00:00Z`} and ledger.hour <= ${`${day}T23:00:00Z`}
      and substr(o.key, 1, ${prefix.length}) = ${prefix}`);
  return z.strictObject({ turns: Count }).array().parse(rows)[0]?.turns ?? 0;
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
