import { integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";

/**
 * What was folded, one row per hour and shard. `body` is the JSON of a `LedgerRow`; `version` is what compare-and-swap
 * compares. `cursors` tells the rows that hold a scrape's cursors from rows that only a backfill or a late window made.
 * The table is WITHOUT ROWID and has no other index, so that a write is one row; only its migration can say so.
 */
export const ledger = sqliteTable(
  "ledger",
  {
    hour: text().notNull(),
    shard: integer().notNull(),
    version: integer().notNull(),
    cursors: integer({ mode: "boolean" }).notNull(),
    body: text().notNull(),
  },
  (t) => [primaryKey({ columns: [t.hour, t.shard] })],
);
