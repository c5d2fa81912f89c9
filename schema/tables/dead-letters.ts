import { integer, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** Queue messages that failed too often, or that could never be read. Kept until an operator requeues them. */
export const deadLetters = sqliteTable("dead_letters", {
  id: text().primaryKey(),
  body: text().notNull(),
  attempts: integer().notNull(),
  receivedAt: integer("received_at").notNull(),
});
