import { messageId, rawKey } from "../../schema/sla/raw-key.ts";
import type { ScrapeMessage } from "../../schema/wire/raw.ts";
import type { Shard } from "../store/targets.ts";

/** How many slots before the current one are looked at again. */
export const LOOK_BACK_SLOTS = 2;

/** The slot of a moment. @param atMs Unix milliseconds */
export const slotAt = (atMs: number, slotSeconds: number): number =>
  Math.floor(atMs / (slotSeconds * 1000));

/** Every turn that the current slot and the ones looked back to should have: shards × slots, oldest first. */
export function turnsDue(
  scheduledTimeMs: number,
  slotSeconds: number,
  shards: readonly Shard[],
): ScrapeMessage[] {
  const current = slotAt(scheduledTimeMs, slotSeconds);
  const slots = Array.from(
    { length: LOOK_BACK_SLOTS + 1 },
    (_, i) => current - LOOK_BACK_SLOTS + i,
  );
  return slots
    .filter((slot) => slot >= 0)
    .flatMap((slot) =>
      shards
        .filter(({ registeredAt }) => registeredAt < slotEnd(slot, slotSeconds))
        .map(({ shard }) => turnOf(slot, slotSeconds, shard)),
    );
}

/** When a slot is over, Unix milliseconds. */
export const slotEnd = (slot: number, slotSeconds: number): number =>
  (slot + 1) * slotSeconds * 1000;

/** The turns that are due and that the ledger does not mark as folded. The decision of the cron, and all of it. */
export const plan = (due: readonly ScrapeMessage[], folded: ReadonlySet<string>): ScrapeMessage[] =>
  due.filter((message) => !folded.has(rawKey(message)));

/** Turns by their names, for the log. */
export const namesOf = (messages: readonly ScrapeMessage[]): string[] => messages.map(messageId);

const turnOf = (slot: number, slot_seconds: number, shard: number): ScrapeMessage => ({
  schema: "livepeer.sla.scrape/1",
  slot,
  slot_seconds,
  shard,
  backfill: null,
});
