import { allowanceOf } from "../../schema/sla/queue-budget.ts";
import { messageId, rawKey } from "../../schema/sla/raw-key.ts";
import type { ScrapeMessage } from "../../schema/wire/raw.ts";
import type { Shard } from "../store/targets.ts";

/** How many slots before the current one are looked at again. */
export const LOOK_BACK_SLOTS = 2;

/** The cron's interval, in seconds. */
const TICK_SECONDS = 60;

/** The slot of a moment. @param atMs Unix milliseconds */
export const slotAt = (atMs: number, slotSeconds: number): number =>
  Math.floor(atMs / (slotSeconds * 1000));

/** When a slot is over, Unix milliseconds. */
export const slotEnd = (slot: number, slotSeconds: number): number =>
  (slot + 1) * slotSeconds * 1000;

/** Every turn that the current slot and the ones looked back to can afford: shards × slots, oldest first. */
export function turnsDue(
  scheduledTimeMs: number,
  slotSeconds: number,
  shards: readonly Shard[],
  queueOpsPerDay: number | null,
): ScrapeMessage[] {
  const current = slotAt(scheduledTimeMs, slotSeconds);
  const slots = Array.from(
    { length: LOOK_BACK_SLOTS + 1 },
    (_, i) => current - LOOK_BACK_SLOTS + i,
  );
  return slots
    .filter((slot) => slot >= 0)
    .flatMap((slot) => {
      const known = shards.filter(({ registeredAt }) => registeredAt < slotEnd(slot, slotSeconds));
      const { asked } = allowanceOf(slot, slotSeconds, known, queueOpsPerDay);
      return asked.map(({ shard }) => turnOf(slot, slotSeconds, shard));
    });
}

/** A turn, and how long the queue keeps it back. */
export type Sending = Readonly<{ message: ScrapeMessage; delaySeconds: number }>;

/** What a tick may send again: so many messages, after so many that the ticks before it might. */
export type Spare = Readonly<{ before: number; count: number }>;

/**
 * What one tick sends of the turns that are due: the decision of the cron, and all of it. A turn is sent by the tick in which
 * its moment lies, and again while it is not folded: two, four and eight ticks later, or from the second on in turn with the
 * others, where messages are few.
 *
 * @param spare  what may be sent again; null where that has no limit
 */
export function plan(
  scheduledTimeMs: number,
  due: readonly ScrapeMessage[],
  folded: ReadonlySet<string>,
  spare: Spare | null,
): Sending[] {
  const timed = due
    .filter((message) => !folded.has(rawKey(message)))
    .map((message) => ({ message, ticks: ticksSince(scheduledTimeMs, message) }));
  const first = timed.filter(({ ticks }) => ticks === 0);
  const late = timed.filter(({ ticks }) => ticks > 1);
  const again =
    spare === null ? late.filter(({ ticks }) => (ticks & (ticks - 1)) === 0) : inTurn(late, spare);
  const delayed = first.map(({ message }) => ({
    message,
    delaySeconds: Math.max(0, Math.floor((momentOf(message) - scheduledTimeMs) / 1000)),
  }));
  return [...again.map(({ message }) => ({ message, delaySeconds: 0 })), ...delayed];
}

/** Nobody is sent twice before the others are once: a tick that had no message to spare may have been theirs. */
const inTurn = <T>(all: readonly T[], { before, count }: Spare): T[] => {
  const first = all.length === 0 ? 0 : before % all.length;
  return [...all.slice(first), ...all.slice(0, first)].slice(0, count);
};

/** What of a slot's spare messages one of its ticks may use, so that together they use them all. Infinity has no limit. */
export function spareOfTick(
  scheduledTimeMs: number,
  slotSeconds: number,
  spare: number,
): Spare | null {
  if (spare === Infinity) return null;
  const tickMs = tickSeconds(slotSeconds) * 1000;
  const ticks = Math.ceil((slotSeconds * 1000) / tickMs);
  const tick = Math.floor((scheduledTimeMs % (slotSeconds * 1000)) / tickMs);
  const until = (n: number) => Math.floor((n * spare) / ticks);
  const before = slotAt(scheduledTimeMs, slotSeconds) * spare + until(tick);
  return { before, count: until(tick + 1) - until(tick) };
}

/**
 * Seconds into a minute after which agents have sealed the one before: a turn that asks sooner waits a whole slot for its
 * windows. @see docs/adr/0018-asked-after-the-seal.md
 */
export const SEALED_SECONDS = 6;

/**
 * When a turn begins, Unix milliseconds: each shard has its own moment, by hash, in the half of a slot that begins when its
 * windows are sealed. The rest is for the asking.
 */
export const momentOf = ({ slot, slot_seconds, shard }: ScrapeMessage): number => {
  const half = Math.floor(slot_seconds / 2);
  const sealed = Math.min(SEALED_SECONDS, half);
  return (slot * slot_seconds + sealed + Math.floor(fractionOf(shard) * half)) * 1000;
};

/** Knuth's multiplicative hash: consecutive shards lie far apart, and the first one at 0. In [0, 1). */
const fractionOf = (shard: number): number => (Math.imul(shard, 2_654_435_769) >>> 0) / 2 ** 32;

const tickSeconds = (slotSeconds: number): number => Math.min(TICK_SECONDS, slotSeconds);

function ticksSince(scheduledTimeMs: number, message: ScrapeMessage): number {
  const tickMs = tickSeconds(message.slot_seconds) * 1000;
  return Math.floor(scheduledTimeMs / tickMs) - Math.floor(momentOf(message) / tickMs);
}

/** Turns by their names, for the log. */
export const namesOf = (messages: readonly ScrapeMessage[]): string[] => messages.map(messageId);

const turnOf = (slot: number, slot_seconds: number, shard: number): ScrapeMessage => ({
  schema: "livepeer.sla.scrape/1",
  slot,
  slot_seconds,
  shard,
  backfill: null,
});
