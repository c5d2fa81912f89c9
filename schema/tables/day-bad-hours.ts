import { primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** Of an orchestrator's day the hours with bad events, which sums of a day cannot tell. `bad` is the JSON of its views. */
export const dayBadHours = sqliteTable(
  "day_bad_hours",
  {
    day: text().notNull(),
    orchestrator: text().notNull(),
    bad: text().notNull(),
  },
  (t) => [primaryKey({ columns: [t.day, t.orchestrator] })],
);
