import type { DrizzleD1Database } from "drizzle-orm/d1";
import * as z from "zod";
import { messageId } from "../../schema/sla/raw-key.ts";
import { ScrapeMessage } from "../../schema/wire/raw.ts";
import { RebuildMessage } from "../../schema/wire/rebuild.ts";
import { type DeadLetter, removeDeadLetters } from "../store/dead-letters.ts";
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
  await send(messages);
  await removeDeadLetters(
    db,
    alive.map(({ id }) => id),
  );
  return {
    requeued: messages.map(nameOf),
    kept: read.filter(({ message }) => message === null).map(({ id }) => id),
  };
}

const Body = z.union([ScrapeMessage, RebuildMessage]);

const nameOf = (message: z.infer<typeof Body>): string =>
  message.schema === "livepeer.sla.rebuild/1"
    ? `rebuild:${message.from}:${message.to}`
    : messageId(message);

function messageOf(body: string): z.infer<typeof Body> | null {
  try {
    return Body.safeParse(JSON.parse(body)).data ?? null;
  } catch {
    return null;
  }
}
