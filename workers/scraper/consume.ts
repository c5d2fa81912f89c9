import type { DrizzleD1Database } from "drizzle-orm/d1";
import { messageId, rawKey } from "../../schema/sla/raw-key.ts";
import { ScrapeMessage } from "../../schema/wire/raw.ts";
import { encodeRaw } from "../../schema/wire/raw-codec.ts";
import type { Archive } from "../store/archive.ts";
import { keepDeadLetter } from "../store/dead-letters.ts";
import { foldIntoLedger } from "../store/fold-object.ts";
import { type Patience, cursorsOf } from "../store/ledger.ts";
import { registryVersion } from "../store/registry.ts";
import { targetsToAsk } from "../store/targets.ts";
import type { ProbePorts } from "./ask-target.ts";
import { LOOK_BACK_SLOTS, slotAt, slotEnd } from "./plan.ts";
import { scrape } from "./scrape.ts";

/** What the consumer touches. */
export type ConsumePorts = Patience &
  Omit<ProbePorts, "room"> &
  Readonly<{ db: DrizzleD1Database; archive: Archive; log: (entry: object) => void }>;

/** What becomes of a message. `retry`: it comes again, and only folds. */
export type Verdict = "ack" | "retry";

type Delivered = Readonly<{ id: string; body: unknown; attempts: number }>;

/**
 * One scrape turn, exactly once in effect however often its message is delivered. The raw object is created once and
 * is the truth from then on: the ledger is folded from its bytes, whoever wrote them. Throwing anywhere is safe.
 */
export async function consume(delivered: Delivered, ports: ConsumePorts): Promise<Verdict> {
  const { db, archive, now, log } = ports;
  const parsed = ScrapeMessage.safeParse(delivered.body);
  if (!parsed.success) {
    const body = JSON.stringify(delivered.body) ?? "null";
    await keepDeadLetter(db, { ...delivered, body: body.slice(0, 100_000), receivedAt: now() });
    log({ event: "scrape.unreadable", message: delivered.id });
    return "ack";
  }
  const message = parsed.data;
  const key = rawKey(message);
  let bytes = await archive.read(key);
  if (bytes === null) {
    // Its absence says `no_probe`: asking now would tell of another time.
    if (isStale(message, now())) return "ack";
    const own = await encodeRaw(await scrapeTurn(message, ports));
    // Whoever loses the race folds the winner's bytes and throws its own away.
    bytes = (await archive.createOnce(key, own)) ? own : await archive.read(key);
    if (bytes === null) throw new Error(`${key} is there and cannot be read`);
  }
  if (await foldIntoLedger(db, key, bytes, ports)) return "ack";
  log({ event: "scrape.busy", turn: messageId(message) });
  return "retry";
}

const isStale = ({ slot, slot_seconds }: ScrapeMessage, nowMs: number): boolean =>
  slotAt(nowMs, slot_seconds) - slot > LOOK_BACK_SLOTS;

async function scrapeTurn(message: ScrapeMessage, ports: ConsumePorts) {
  const { db } = ports;
  const { slot, slot_seconds, shard } = message;
  const [version, targets, cursors] = await Promise.all([
    registryVersion(db),
    targetsToAsk(db, shard, slotEnd(slot, slot_seconds)),
    cursorsOf(db, shard),
  ]);
  return scrape({ message, registryVersion: version, targets, cursors }, ports);
}
