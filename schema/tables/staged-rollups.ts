import { integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";

/**
 * The sums of versions whose pointer has not moved yet: of an hour too large for one transaction, laid ready in many.
 * `row` is the JSON of a rollup's row as it will stand. Nobody reads them.
 */
export const stagedRollups = sqliteTable(
  "staged_rollups",
  {
    hour: text().notNull(),
    version: integer().notNull(),
    /** The place in the published order: a row that is laid ready twice is one. */
    place: integer().notNull(),
    row: text().notNull(),
  },
  (t) => [primaryKey({ columns: [t.hour, t.version, t.place] })],
);
