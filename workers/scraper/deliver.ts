import { RebuildMessage } from "../../schema/wire/rebuild.ts";
import { keepDeadLetter } from "../store/dead-letters.ts";
import { type ConsumePorts, type Delivered, type Verdict, consume } from "./consume.ts";
import { reasonOf, waitSeconds } from "./reason.ts";
import { type RebuildPorts, rebuildStep } from "./rebuild.ts";

/** Seconds until a turn whose row was busy comes again; chance keeps two apart. */
const BUSY_SECONDS = 5;

type Ports = ConsumePorts & RebuildPorts;

/** Consumes a batch message by message: each is acknowledged when its effect is complete, or asked for again. */
export async function deliver({ messages }: MessageBatch, ports: Ports): Promise<void> {
  const { log, random, now } = ports;
  for (const message of messages) {
    const { id, attempts } = message;
    try {
      if ((await consumeOne(message, ports)) === "ack") message.ack();
      else message.retry({ delaySeconds: BUSY_SECONDS + Math.floor(random() * BUSY_SECONDS) });
    } catch (error) {
      const reason = reasonOf(error);
      const delaySeconds = waitSeconds(reason, attempts, now(), random);
      const body = JSON.stringify(message.body)?.slice(0, 500);
      const retry_s = delaySeconds;
      log({
        event: "scrape.failed",
        message: id,
        attempts,
        reason,
        retry_s,
        body,
        error: `${error}`,
      });
      message.retry({ delaySeconds });
    }
  }
}

function consumeOne(delivered: Delivered, ports: Ports): Promise<Verdict> {
  const step = RebuildMessage.safeParse(delivered.body);
  return step.success ? rebuildStep(step.data, ports) : consume(delivered, ports);
}

/** Keeps messages that failed too often. What they should have stored is derived as `no_probe`. */
export async function bury(
  { messages }: MessageBatch,
  { db, now, log, random }: Pick<ConsumePorts, "db" | "now" | "log" | "random">,
): Promise<void> {
  for (const message of messages) {
    const { id, attempts } = message;
    const body = (JSON.stringify(message.body) ?? "null").slice(0, 100_000);
    try {
      await keepDeadLetter(db, { id, attempts, body, receivedAt: now() });
      log({ event: "scrape.buried", message: id, body });
      message.ack();
    } catch (error) {
      const reason = reasonOf(error);
      log({ event: "scrape.not_buried", message: id, reason, body, error: String(error) });
      message.retry({ delaySeconds: waitSeconds(reason, attempts, now(), random) });
    }
  }
}
