import { and, asc, desc, eq, gt, or, sql } from "drizzle-orm";
import type { DrizzleD1Database } from "drizzle-orm/d1";
import { deadLetters } from "../../schema/tables/dead-letters.ts";

/** A message that failed too often, or that nobody could read. */
export type DeadLetter = typeof deadLetters.$inferSelect;

/** Keeps a dead letter once, however often it is delivered. */
export async function keepDeadLetter(db: DrizzleD1Database, letter: DeadLetter): Promise<void> {
  await db.insert(deadLetters).values(letter).onConflictDoNothing();
}

/** How many dead letters wait. */
export const countDeadLetters = (db: DrizzleD1Database): Promise<number> => db.$count(deadLetters);

/** The newest dead letters. */
export const newestDeadLetters = (db: DrizzleD1Database, limit: number): Promise<DeadLetter[]> =>
  db.select().from(deadLetters).orderBy(desc(deadLetters.receivedAt)).limit(limit);

/** The oldest dead letters after one; null: from the oldest of all. */
export const oldestDeadLetters = (
  db: DrizzleD1Database,
  limit: number,
  after: DeadLetter | null = null,
): Promise<DeadLetter[]> => {
  const { receivedAt, id } = deadLetters;
  const isLater = after
    ? or(gt(receivedAt, after.receivedAt), and(eq(receivedAt, after.receivedAt), gt(id, after.id)))
    : undefined;
  return db
    .select()
    .from(deadLetters)
    .where(isLater)
    .orderBy(asc(receivedAt), asc(id))
    .limit(limit);
};

/** One dead letter; null where there is none of this id. */
export const readDeadLetter = async (
  db: DrizzleD1Database,
  id: string,
): Promise<DeadLetter | null> =>
  (await db.select().from(deadLetters).where(eq(deadLetters.id, id)).get()) ?? null;

/** Forgets dead letters: one parameter, however many there are. */
export async function removeDeadLetters(
  db: DrizzleD1Database,
  ids: readonly string[],
): Promise<void> {
  await db
    .delete(deadLetters)
    .where(sql`${deadLetters.id} IN (SELECT value FROM json_each(${JSON.stringify(ids)}))`);
}
