import type { DrizzleD1Database } from "drizzle-orm/d1";
import { messageId, slotHour } from "../../schema/sla/raw-key.ts";
import type { RawObject, ScrapeMessage } from "../../schema/wire/raw.ts";
import { backfillsOf } from "../store/backfills-of.ts";
import type { GapPorts } from "./ask-for-gaps.ts";
import { askerOf, backfillOf } from "./backfill-request.ts";
import { gapRoomOf } from "./gap-room.ts";
import { restOfBackfill } from "./rest-of-backfill.ts";

/** Messages of one shard that an operator's request may become: a week in pieces is 28, and each may go on several times. */
const MESSAGES_PER_REQUEST = 250;

type Ports = GapPorts & Readonly<{ fetchesPerTurn: number }>;

/**
 * Asks on for what a backfill had no requests left for. A pure function of the raw object, so that a message that comes twice goes
 * on under the same names; whoever got nowhere is not asked again, and that is said. A look's backfill goes on while the day has
 * messages for it: the next look finds the rest. An operator's goes on beyond them.
 *
 * @throws where the queue refuses, so that the message comes again
 */
export async function goOn(
  raw: RawObject,
  { db, post, queueOpsPerDay, fetchesPerTurn, log }: Ports,
): Promise<void> {
  const { message } = raw.plan;
  const { backfill } = message;
  if (backfill === null) return;
  const { parts, stuck } = restOfBackfill(raw, fetchesPerTurn);
  if (parts.length + stuck.length === 0) return;
  const asker = await askerOf(backfill);
  const room =
    asker === "operator"
      ? await roomOfRequest(db, message)
      : await roomOfLooks(db, message, queueOpsPerDay);
  const asked = parts.slice(0, room);
  const bodies: ScrapeMessage[] = [];
  for (const part of asked)
    bodies.push({ ...message, backfill: await backfillOf({ ...part, to: backfill.to }, asker) });
  if (bodies.length > 0) await post(bodies.map((body) => ({ body, delaySeconds: 0 })));
  const left = [...stuck, ...parts.slice(asked.length).flatMap(({ targets }) => targets)];
  log({
    event: "scrape.backfill_goes_on",
    turn: messageId(message),
    messages: bodies.map(messageId),
    ...(left.length > 0 && { left, reason: stuck.length > 0 ? "no_progress" : "queue_budget" }),
  });
}

async function roomOfRequest(db: DrizzleD1Database, message: ScrapeMessage): Promise<number> {
  const done = await backfillsOf(db, message.shard, [slotHour(message)]);
  const ofRequest = done.filter(({ slot }) => slot === message.slot);
  return Math.max(0, MESSAGES_PER_REQUEST - ofRequest.length);
}

async function roomOfLooks(
  db: DrizzleD1Database,
  message: ScrapeMessage,
  queueOpsPerDay: number | null,
): Promise<number> {
  const { ofDay, done } = await gapRoomOf(db, message, queueOpsPerDay);
  const ofLook = done.filter(({ slot }) => slot === message.slot);
  return Math.max(0, Math.min(ofDay - done.length, MESSAGES_PER_REQUEST - ofLook.length));
}
