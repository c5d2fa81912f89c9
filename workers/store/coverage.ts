import { sql } from "drizzle-orm";
import type { DrizzleD1Database } from "drizzle-orm/d1";
import * as z from "zod";
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
