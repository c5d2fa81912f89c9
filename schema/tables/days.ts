import { sqliteTable, text } from "drizzle-orm/sqlite-core";
import type { Sha256 } from "../wire/identifier.ts";

/** Which versions of its hours a day's sums are made from, and how far: orchestrators up to `builtTo`, by address. */
export const days = sqliteTable("days", {
  day: text().primaryKey(),
  madeFrom: text("made_from").$type<Sha256>().notNull(),
  builtTo: text("built_to").notNull(),
});
