import { sum } from "drizzle-orm";
import type { DrizzleD1Database } from "drizzle-orm/d1";
import { ledger } from "../../schema/tables/ledger.ts";
import { Hour } from "../../schema/wire/quantity.ts";

/** Σ of the versions of each hour's rows: it grows with every fold, and no row's body is read for it. */
export async function ledgerVersions(db: DrizzleD1Database): Promise<Map<Hour, number>> {
  const rows = await db
    .select({ hour: ledger.hour, version: sum(ledger.version).mapWith(Number) })
    .from(ledger)
    .groupBy(ledger.hour);
  return new Map(rows.map(({ hour, version }) => [Hour.parse(hour), version]));
}
