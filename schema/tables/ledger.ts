import { index, integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";

/**
 * What was folded, one row per hour and shard. `body` is the JSON of a `LedgerRow`; `version` is what compare-and-swap
 * compares. `cursors` tells the rows that hold a scrape's cursors from rows that only a backfill or a late window made.
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
  (t) => [
    primaryKey({ columns: [t.hour, t.shard] }),
    index("ledger_cursors").on(t.shard, t.cursors, t.hour),
  ],
);
