import { desc } from "drizzle-orm";
import type { DrizzleD1Database } from "drizzle-orm/d1";
import { deadLetters } from "../../schema/tables/dead-letters.ts";

/** A message that failed too often, or that nobody could read. */
export type DeadLetter = typeof deadLetters.$inferSelect;

/** Keeps a dead letter once, however often it is delivered. */
export async function keepDeadLetter(db: DrizzleD1Database, letter: DeadLetter): Promise<void> {
  await db.insert(deadLetters).values(letter).onConflictDoNothing();
}

/** The newest dead letters. */
export const newestDeadLetters = (db: DrizzleD1Database, limit: number): Promise<DeadLetter[]> =>
  db.select().from(deadLetters).orderBy(desc(deadLetters.receivedAt)).limit(limit);
