import { type SQL, sql } from "drizzle-orm";

/**
 * When a slot of a ledger's row starts, Unix seconds, in SQL: as `slotStart` has it, by the row's hour.
 *
 * @param slot  its number, or its number as text
 */
export const slotStartSql = (slot: SQL, hour: SQL): SQL<number> =>
  sql`cast(${slot} as integer) * cast(round(1.0 * unixepoch(${hour}) / ${slot}) as integer)`;
