import { sql } from "drizzle-orm";
import type { DrizzleD1Database } from "drizzle-orm/d1";
import * as z from "zod";
import { ledger } from "../../schema/tables/ledger.ts";
import type { LedgerEntry } from "./ledger.ts";

/** Of what raw objects add to rows, that of which a row lacks some object's mark: the others hold all of it. One statement. */
export async function unmarkedRows(
  db: DrizzleD1Database,
  entries: readonly LedgerEntry[],
): Promise<LedgerEntry[]> {
  const marks = entries.flatMap(({ hour, shard, row }, entry) =>
    Object.keys(row.objects).map((key) => ({ entry, hour, shard, key })),
  );
  const rows = await db.all(sql`
    SELECT DISTINCT m.value ->> 'entry' AS entry
    FROM json_each(${JSON.stringify(marks)}) AS m
    LEFT JOIN ${ledger} AS l ON l.hour = m.value ->> 'hour' AND l.shard = m.value ->> 'shard'
    WHERE l.body -> ('$.objects."' || (m.value ->> 'key') || '"') IS NULL`);
  const unmarked = new Set(
    z
      .strictObject({ entry: z.int() })
      .array()
      .parse(rows)
      .map(({ entry }) => entry),
  );
  return entries.filter((_, i) => unmarked.has(i));
}
