import { type ConsumePorts, consume } from "./consume.ts";
import { keepDeadLetter } from "../store/dead-letters.ts";

/** Seconds until a turn that could not be finished comes again; chance keeps two apart. */
const RETRY_SECONDS = 5;

/** Consumes a batch message by message: each is acknowledged when its effect is complete, or asked for again. */
export async function deliver({ messages }: MessageBatch, ports: ConsumePorts): Promise<void> {
  for (const message of messages) {
    const verdict = await consume(message, ports).catch((error: unknown) => {
      ports.log({ event: "scrape.failed", message: message.id, error: String(error) });
      return "retry" as const;
    });
    if (verdict === "ack") message.ack();
    else
      message.retry({ delaySeconds: RETRY_SECONDS + Math.floor(ports.random() * RETRY_SECONDS) });
  }
}

/** Keeps messages that failed too often. What they should have stored is derived as `no_probe`. */
export async function bury(
  { messages }: MessageBatch,
  { db, now }: Pick<ConsumePorts, "db" | "now">,
): Promise<void> {
  for (const message of messages) {
    const { id, attempts } = message;
    const body = (JSON.stringify(message.body) ?? "null").slice(0, 100_000);
    await keepDeadLetter(db, { id, attempts, body, receivedAt: now() });
    message.ack();
  }
}
