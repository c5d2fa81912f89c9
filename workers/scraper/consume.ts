import { messageId, rawKey } from "../../schema/sla/raw-key.ts";
import { heldTrust } from "../../schema/sla/trust.ts";
import { type RawObject, ScrapeMessage } from "../../schema/wire/raw.ts";
import { decodeRaw, encodeRaw } from "../../schema/wire/raw-codec.ts";
import type { Archive } from "../store/archive.ts";
import { keepDeadLetter } from "../store/dead-letters.ts";
import { foldIntoLedger } from "../store/fold-object.ts";
import { lastProbes } from "../store/last-probes.ts";
import type { Patience } from "../store/ledger.ts";
import { registryVersion } from "../store/registry.ts";
import { targetsToAsk } from "../store/targets.ts";
import { type GapPorts, askForGaps } from "./ask-for-gaps.ts";
import type { ProbePorts } from "./ask-target.ts";
import { goOn } from "./go-on.ts";
import { leaveOutKnown } from "./leave-out-known.ts";
import { LOOK_BACK_SLOTS, slotAt, slotEnd } from "./plan.ts";
import { openQuarantine } from "./quarantine.ts";
import { scrape } from "./scrape.ts";
import { summaryOf } from "./turn-summary.ts";

/** What the consumer touches. */
export type ConsumePorts = Patience &
  GapPorts &
  Omit<ProbePorts, "quarantine"> &
  Readonly<{
    archive: Archive;
    /** External requests that one invocation may make. */
    fetchesPerTurn: number;
  }>;

/** What becomes of a message. `retry`: it comes again, and only folds. */
export type Verdict = "ack" | "retry";

/** A message as the queue delivers it. */
export type Delivered = Readonly<{ id: string; body: unknown; attempts: number }>;

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
    log({ event: "scrape.unreadable", message: delivered.id, reason: "bad_message" });
    return "ack";
  }
  const message = parsed.data;
  const key = rawKey(message);
  let bytes = await archive.read(key);
  let own: RawObject | null = null;
  let written: RawObject | null = null;
  if (bytes === null) {
    // Its absence says `no_probe`: asking now would tell of another time.
    if (isStale(message, now())) {
      log({ event: "scrape.stale", turn: messageId(message), attempts: delivered.attempts });
      return "ack";
    }
    const startedAt = now();
    const quarantine = openQuarantine();
    own = await leaveOutKnown(db, await scrapeTurn(message, { ...ports, quarantine }));
    await quarantine.keep(archive, message);
    const encoded = await encodeRaw(own);
    // Whoever loses the race folds the winner's bytes and throws its own away.
    const isFirst = await archive.createOnce(key, encoded);
    bytes = isFirst ? encoded : await archive.read(key);
    if (bytes === null) throw new Error(`${key} is there and cannot be read`);
    if (isFirst) written = own;
    if (isFirst) log({ ...summaryOf(own), bytes: encoded.byteLength, ms: now() - startedAt });
  }
  if (!(await foldIntoLedger(db, key, bytes, ports, written ?? undefined))) {
    log({ event: "scrape.busy", turn: messageId(message), reason: "busy" });
    return "retry";
  }
  if (message.backfill !== null) await goOn(written ?? (await decodeRaw(bytes)), ports);
  else if (own !== null) await askForGaps(own, now(), ports);
  return "ack";
}

/** A backfill asks for windows of long ago: it is never too late. */
const isStale = ({ slot, slot_seconds, backfill }: ScrapeMessage, nowMs: number): boolean =>
  backfill === null && slotAt(nowMs, slot_seconds) - slot > LOOK_BACK_SLOTS;

async function scrapeTurn(
  message: ScrapeMessage,
  ports: ConsumePorts & ProbePorts,
): Promise<RawObject> {
  const { db, fetchesPerTurn: fetches } = ports;
  const { slot, slot_seconds, shard, backfill } = message;
  const [version, targets, probed] = await Promise.all([
    registryVersion(db),
    targetsToAsk(db, shard, slotEnd(slot, slot_seconds)),
    lastProbes(db, shard, ports.now()),
  ]);
  const startMs = slot * slot_seconds * 1000;
  const asked = targets
    .filter(({ id }) => backfill?.targets?.includes(id) ?? true)
    .map((target) => ({ ...target, trust: heldTrust(target, startMs) }));
  return scrape({ message, registryVersion: version, targets: asked, probed, fetches }, ports);
}
