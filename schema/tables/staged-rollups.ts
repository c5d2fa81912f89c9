import { integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";

/**
 * The sums of versions whose pointer has not moved yet: of an hour too large for one transaction, laid ready in many.
 * `row` is a JSON array of rollups' rows as they will stand. Nobody reads them.
 */
export const stagedRollups = sqliteTable(
  "staged_rollups",
  {
    hour: text().notNull(),
    version: integer().notNull(),
    /** A number that grows with the published order: what is laid ready twice is one. */
    place: integer().notNull(),
    row: text().notNull(),
  },
  (t) => [primaryKey({ columns: [t.hour, t.version, t.place] })],
);
