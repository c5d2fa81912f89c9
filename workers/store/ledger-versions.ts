import { and, gte, lt, sql, sum } from "drizzle-orm";
import type { DrizzleD1Database } from "drizzle-orm/d1";
import * as z from "zod";
import { ledger } from "../../schema/tables/ledger.ts";
import { Count, Hour } from "../../schema/wire/quantity.ts";
import type { HourRange } from "./hour-versions.ts";

/** Σ of the versions of each hour's rows: it grows with every fold, and no row's body is read for it. */
export async function ledgerVersions(
  db: DrizzleD1Database,
  { from, to }: HourRange = {},
): Promise<Map<Hour, number>> {
  const rows = await db
    .select({ hour: ledger.hour, version: sum(ledger.version).mapWith(Number) })
    .from(ledger)
    .where(
      and(
        from === undefined ? undefined : gte(ledger.hour, from),
        to === undefined ? undefined : lt(ledger.hour, to),
      ),
    )
    .groupBy(ledger.hour);
  return new Map(rows.map(({ hour, version }) => [Hour.parse(hour), version]));
}

/**
 * The oldest hour of which anything was folded, null where nothing was; and the most rows that an hour from `since` on has.
 * No other hours' rows are read.
 */
export async function ledgerExtent(
  db: DrizzleD1Database,
  since: Hour,
): Promise<Readonly<{ first: Hour | null; shards: number }>> {
  const [row] = await db.all(sql`
    SELECT (SELECT min(hour) FROM ${ledger}) AS first,
      (SELECT max(n) FROM (SELECT count(*) AS n FROM ${ledger} WHERE hour >= ${since} GROUP BY hour)) AS shards`);
  const { first, shards } = Extent.parse(row);
  return { first, shards: shards ?? 1 };
}

const Extent = z.strictObject({ first: Hour.nullable(), shards: Count.nullable() });
