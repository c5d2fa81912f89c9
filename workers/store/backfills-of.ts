import { inArray, sql } from "drizzle-orm";
import type { DrizzleD1Database } from "drizzle-orm/d1";
import * as z from "zod";
import { RAW_PREFIX } from "../../schema/sla/raw-key.ts";
import { ledger } from "../../schema/tables/ledger.ts";
import type { Hour } from "../../schema/wire/quantity.ts";

/** A backfill that is done: of which slot, and the digest of its request. */
export type DoneBackfill = Readonly<{ slot: number; digest: string }>;

const KEY = /\/(\d+):\d+:([0-9a-f]{16})\./;

/** The backfills of a shard whose slots are in some hours, as far as they are folded: an object is marked in its slot's hour too. */
export async function backfillsOf(
  db: DrizzleD1Database,
  shard: number,
  hours: readonly Hour[],
): Promise<DoneBackfill[]> {
  const marks = await db.all(sql`
    SELECT mark.key AS key FROM ${ledger}, json_each(${ledger.body}, '$.objects') AS mark
    WHERE ${inArray(ledger.hour, [...hours])} AND ${ledger.shard} = ${shard}
      AND mark.key GLOB ${RAW_PREFIX} || substr(${ledger.hour}, 1, 13) || '/*:*:*'`);
  return z
    .strictObject({ key: z.string() })
    .array()
    .parse(marks)
    .flatMap(({ key }) => {
      const [, slot, digest] = KEY.exec(key) ?? [];
      return slot === undefined || digest === undefined ? [] : [{ slot: Number(slot), digest }];
    });
}
