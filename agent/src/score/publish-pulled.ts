import { HOUR_MS, hourOf, hourStart, previousHour } from "../../../schema/sla/hour.ts";
import { DEFAULT_POLICY } from "../../../schema/sla/policy.ts";
import { publishHour, type Publication } from "../../../schema/sla/publish/publish-hour.ts";
import { Sha256 } from "../../../schema/wire/identifier.ts";
import type { Hour } from "../../../schema/wire/quantity.ts";
import type { RawObject } from "../../../schema/wire/raw.ts";
import type { Rollup } from "../../../schema/wire/rollup.ts";
import type { Target } from "../../../schema/wire/target.ts";
import type { Pulled } from "./pull-windows.ts";

const SLOT_SECONDS = 60;
const SLOT_MS = SLOT_SECONDS * 1000;

/** The digest of no stored object: these windows were pulled, and never archived. */
const NONE = Sha256.parse("0".repeat(64));

/**
 * Publishes one hour from the windows of that hour and of the one before it, as if each agent had been asked in every
 * minute from its first window to its last: so a minute between them without a window is missing, as it is to a scraper.
 */
export async function publishPulled(agents: readonly Pulled[], hour: Hour): Promise<Publication> {
  const wanted = new Set([previousHour(hour), hour]);
  const objects = agents.flatMap(({ target, windows }, shard) => {
    const pulled = windows.filter(({ window }) => wanted.has(hourOf(window.start)));
    const asked = slotsBetween(windows, hour);
    return slotsOf(hour).map((slot, i) => ({
      key: `${shard}/${slot}`,
      sha256: NONE,
      raw: {
        plan: planOf(target, slot, shard),
        outcomes: asked.has(slot) ? [answeredIn(target.id, slot)] : [],
        windows: i === 0 ? pulled.map((signed) => ({ target: target.id, signed })) : [],
      },
    }));
  });
  const { rollups, ...publication } = await publishHour({
    hour,
    version: 1,
    state: "closed",
    policy: DEFAULT_POLICY,
    slotSeconds: SLOT_SECONDS,
    objects,
  });
  return { ...publication, rollups: rollups.map(withoutSlots) };
}

const slotsOf = (hour: Hour): number[] =>
  Array.from({ length: HOUR_MS / SLOT_MS }, (_, i) => hourStart(hour) / SLOT_MS + i);

/** The slots of an hour from an agent's first window to its last. */
function slotsBetween(windows: Pulled["windows"], hour: Hour): ReadonlySet<number> {
  const slots = windows.map(({ window }) => window.start / SLOT_MS);
  const first = slots.reduce((a, b) => Math.min(a, b), Infinity);
  const last = slots.reduce((a, b) => Math.max(a, b), -Infinity);
  return new Set(slotsOf(hour).filter((slot) => slot >= first && slot <= last));
}

const planOf = (target: Target, slot: number, shard: number): RawObject["plan"] => ({
  schema: "livepeer.sla.raw/1",
  message: {
    schema: "livepeer.sla.scrape/1",
    slot,
    slot_seconds: SLOT_SECONDS,
    shard,
    backfill: null,
  },
  registry_version: 0,
  targets: [{ ...target, cursor: null }],
});

const answeredIn = (target: Target["id"], slot: number): RawObject["outcomes"][number] => ({
  target,
  outcome: "ok",
  detail: null,
  received_at: (slot + 1) * SLOT_MS,
  cursor: null,
  refused: { future: 0, too_old: 0, unknown_version: 0 },
});

/** Nobody probed: whether the agent was up is not known here. */
function withoutSlots({ sums, ...row }: Rollup): Rollup {
  const { slots_up: _up, slots_down: _down, slots_no_probe: _none, ...counts } = sums.counts;
  return { ...row, sums: { ...sums, counts } };
}
