import { hourOf, hourStart } from "../../schema/sla/hour.ts";
import { ratioOf } from "../../schema/sla/quotient.ts";
import type { Status } from "../../schema/wire/api/status.ts";
import { OUTCOMES, type ProbeOutcome } from "../../schema/wire/raw.ts";
import type { SlotAt } from "./coverage.ts";

type Scrapes = Readonly<{
  nowMs: number;
  /** T; null where it is not known. */
  slotSeconds: number | null;
  lastSlot: SlotAt | null;
  /** Of the slots of this hour that have ended. */
  probes: readonly Readonly<{ outcome: ProbeOutcome; probes: number }>[];
  /** Enabled ones, by when they were registered: a target is asked from the slot on in which that was. */
  registeredAtMs: readonly number[];
}>;

/** How the scrape goes: the newest slot, how far it is behind, and this hour's probes by outcome. */
export function scrapesOf({
  nowMs,
  slotSeconds,
  lastSlot,
  probes,
  registeredAtMs,
}: Scrapes): Pick<Status, "slot_seconds" | "last_slot" | "lag_slots" | "coverage" | "outcomes"> {
  const seen = probes.reduce((sum, { probes: count }) => sum + count, 0);
  const counted = new Map(probes.map(({ outcome, probes: count }) => [outcome, count]));
  const outcomes = Object.fromEntries(OUTCOMES.map((name) => [name, counted.get(name) ?? 0]));
  const folded = { ...(outcomes as Record<ProbeOutcome, number>), no_probe: null };
  const last = lastSlot && {
    slot: lastSlot.slot,
    at: new Date(lastSlot.startMs).toISOString(),
  };
  if (slotSeconds === null)
    return {
      slot_seconds: null,
      last_slot: last,
      lag_slots: null,
      coverage: ratioOf(0, 0),
      outcomes: folded,
    };
  const slotMs = slotSeconds * 1000;
  const slotNow = Math.floor(nowMs / slotMs);
  const firstSlot = Math.ceil(hourStart(hourOf(nowMs)) / slotMs);
  const slotsOf = (registered: number) =>
    Math.max(0, slotNow - Math.max(firstSlot, Math.floor(registered / slotMs)));
  const due = registeredAtMs.reduce((sum, registered) => sum + slotsOf(registered), 0);
  const expected = Math.max(seen, due);
  return {
    slot_seconds: slotSeconds,
    last_slot: last,
    lag_slots: lastSlot && Math.max(0, slotNow - 1 - Math.floor(lastSlot.startMs / slotMs)),
    coverage: ratioOf(seen, expected),
    outcomes: { ...folded, no_probe: expected - seen },
  };
}
