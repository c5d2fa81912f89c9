import type { PublishedHour } from "../../wire/hour.ts";
import type { Hour } from "../../wire/quantity.ts";
import type { RawObject } from "../../wire/raw.ts";
import type { Target } from "../../wire/target.ts";
import { SLOT_OUTCOMES, slotOutcome, type SlotOutcome } from "../breaker.ts";
import { HOUR_MS, hourStart } from "../hour.ts";
import { slotHour } from "../raw-key.ts";

/** What was asked of one target in an hour, by the start of the slot in Unix milliseconds. A backfill is no probe. */
export type Probes = ReadonlyMap<number, SlotOutcome>;

/** The probes of an hour by target; a target that no plan of the hour names is not in it. */
export function probesOf(objects: readonly RawObject[], hour: Hour): Map<Target["id"], Probes> {
  const probes = new Map<Target["id"], Map<number, SlotOutcome>>();
  for (const { plan, outcomes } of objects) {
    const { slot, slot_seconds, backfill } = plan.message;
    if (backfill !== null || slotHour(plan.message) !== hour) continue;
    for (const { id } of plan.targets) if (!probes.has(id)) probes.set(id, new Map());
    for (const line of outcomes) {
      const outcome = slotOutcome(line);
      const own = probes.get(line.target);
      const at = slot * slot_seconds * 1000;
      const known = own?.get(at);
      if (known === undefined || SLOT_OUTCOMES.indexOf(outcome) < SLOT_OUTCOMES.indexOf(known))
        own?.set(at, outcome);
    }
  }
  return probes;
}

/**
 * The slots of an hour in which a target should have been asked: since its registration; in an open hour up to the newest
 * slot that was asked at all.
 */
export function slotsDue(
  hour: Hour,
  state: PublishedHour["state"],
  slotSeconds: number,
  registeredAt: number,
  newestSlotAt: number,
): number[] {
  const slotMs = slotSeconds * 1000;
  const from = Math.ceil(Math.max(hourStart(hour), registeredAt) / slotMs);
  const end = hourStart(hour) + HOUR_MS;
  const to = state === "open" ? Math.min(newestSlotAt + 1, end) : end;
  return Array.from(
    { length: Math.max(0, Math.ceil(to / slotMs) - from) },
    (_, i) => (from + i) * slotMs,
  );
}
