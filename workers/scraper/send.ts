import type { ScrapeMessage } from "../../schema/wire/raw.ts";

/** Puts messages into the queue of scrapes. */
export type Send = (messages: readonly ScrapeMessage[]) => Promise<void>;

/** A queue takes at most 100 messages, or 256 KB, in one call. */
const MESSAGES_PER_CALL = 100;

/** Sends to a queue, in as few calls as it allows. */
export const sendTo =
  (queue: Queue): Send =>
  async (messages) => {
    for (let from = 0; from < messages.length; from += MESSAGES_PER_CALL)
      await queue.sendBatch(
        messages.slice(from, from + MESSAGES_PER_CALL).map((body) => ({ body })),
      );
  };
