import type { DrizzleD1Database } from "drizzle-orm/d1";
import { messageId } from "../../schema/sla/raw-key.ts";
import { QueueMessage } from "../../schema/wire/queue-message.ts";
import { type DeadLetter, oldestDeadLetters, removeDeadLetters } from "../store/dead-letters.ts";
import type { Send } from "./send.ts";

/** What became of dead letters. */
export type Requeued = Readonly<{
  /** The turns that are on their way again. */
  requeued: readonly string[];
  /** Ids of letters that nobody can read: they would only die again. */
  kept: readonly string[];
}>;

/**
 * Puts dead letters back into the queue, and then forgets them: between the two a letter is there twice, and never
 * lost. A turn that is stored is folded; one that is not, and whose slot is long over, stays `no_probe`.
 */
export async function requeue(
  letters: readonly DeadLetter[],
  { db, send }: Readonly<{ db: DrizzleD1Database; send: Send }>,
): Promise<Requeued> {
  const read = letters.map(({ id, body }) => ({ id, message: messageOf(body) }));
  const alive = read.flatMap(({ id, message }) => (message === null ? [] : [{ id, message }]));
  const messages = alive.map(({ message }) => message);
  if (messages.length > 0) await send(messages);
  await removeDeadLetters(
    db,
    alive.map(({ id }) => id),
  );
  return {
    requeued: messages.map(nameOf),
    kept: read.filter(({ message }) => message === null).map(({ id }) => id),
  };
}

/** Letters that one call reads, in pages: D1 allows 50 queries on Free. */
const PER_PAGE = 100;
const MAX_PAGES = 15;

/**
 * Requeues the oldest letters that can be read, up to a hundred. Those that cannot are passed over, however many they are and
 * however old, and stay.
 */
export async function requeueOldest(
  ports: Readonly<{ db: DrizzleD1Database; send: Send }>,
): Promise<Requeued & Readonly<{ more: boolean }>> {
  const requeued: string[] = [];
  const kept: string[] = [];
  let after: DeadLetter | null = null;
  for (let page = 0; page < MAX_PAGES && requeued.length < PER_PAGE; page++) {
    const letters = await oldestDeadLetters(ports.db, PER_PAGE - requeued.length, after);
    const done = await requeue(letters, ports);
    requeued.push(...done.requeued);
    kept.push(...done.kept);
    after = letters.at(-1) ?? null;
    if (after === null) return { requeued, kept, more: false };
  }
  const left = await oldestDeadLetters(ports.db, 1, after);
  return { requeued, kept, more: left.length > 0 };
}

/** A turn's name; of other messages, what they say of themselves. */
const nameOf = (message: QueueMessage): string =>
  "slot" in message ? messageId(message) : Object.values(message).join(":");

function messageOf(body: string): QueueMessage | null {
  try {
    return QueueMessage.safeParse(JSON.parse(body)).data ?? null;
  } catch {
    return null;
  }
}
