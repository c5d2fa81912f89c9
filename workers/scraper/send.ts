import type { QueueMessage } from "../../schema/wire/queue-message.ts";

/** What the queue of scrapes carries, and how long it keeps it back, in seconds. */
export type Outgoing = Readonly<{ body: QueueMessage; delaySeconds: number }>;

/** Puts messages into the queue of scrapes, each for its own moment. @throws where the queue refuses */
export type Post = (outgoing: readonly Outgoing[]) => Promise<void>;

/** Puts messages into the queue of scrapes, for now. @throws where the queue refuses */
export type Send = (messages: readonly Outgoing["body"][]) => Promise<void>;

/** A queue takes at most 100 messages, or 256 KB, in one call. */
const MESSAGES_PER_CALL = 100;

/** Sends to a queue, in as few calls as it allows. */
export const postTo =
  (queue: Queue): Post =>
  async (outgoing) => {
    for (let from = 0; from < outgoing.length; from += MESSAGES_PER_CALL)
      await queue.sendBatch(outgoing.slice(from, from + MESSAGES_PER_CALL));
  };

/** The same, without delay. */
export const sendTo = (queue: Queue): Send => {
  const post = postTo(queue);
  return (messages) => post(messages.map((body) => ({ body, delaySeconds: 0 })));
};
