import type { Address } from "../../wire/identifier.ts";
import type { Target } from "../../wire/target.ts";
import type { CapacityEntry } from "../../wire/window.ts";
import type { SlotAccount } from "./account-readings.ts";
import type { GatewayName } from "./gateway-names.ts";
import type { RegistryFacts } from "./registry-facts.ts";
import { NO_KEY, type Tally } from "./tally.ts";

/** Whose readings of an orchestrator's slots count: a target's id, or OWN. */
export type Readers = ReadonlyMap<Address, Target["id"] | typeof OWN>;

/** The orchestrator's own agents read its slots: no gateway's word of them counts. */
const OWN = "";

/** Whose slots a target's windows of the hour speak of; `own`: an orchestrator's agent reads any at all. */
export type Reads = Readonly<{
  target: Target;
  own: boolean;
  named: readonly Pick<CapacityEntry, "orchestrator" | "node">[];
}>;

/** Who reads each orchestrator's slots: its own agents; where it has none that does, the first gateway that does. */
export function readersOf(
  all: readonly Reads[],
  { orchestratorOf }: Pick<RegistryFacts, "orchestratorOf">,
): Readers {
  const readers = new Map<Address, Target["id"] | typeof OWN>();
  for (const { target, named } of all) {
    if (target.role !== "gateway") continue;
    for (const { orchestrator, node } of named) {
      const of = orchestrator ?? (node && orchestratorOf(node));
      if (of !== null && target.id < (readers.get(of) ?? "g")) readers.set(of, target.id);
    }
  }
  for (const { target, own } of all)
    if (own && target.orchestrator !== null) readers.set(target.orchestrator, OWN);
  return readers;
}

/** What `readersOf` asks of a target. @param slots  of its account of the hour */
export const readsOf = (target: Target, slots: readonly SlotAccount[]): Reads => ({
  target,
  own: target.role === "orchestrator" && slots.length > 0,
  named: target.role === "gateway" ? slots : [],
});

/**
 * Adds slot-milliseconds of a target's account, as an orchestrator's reader reads them: the same slots read by two would
 * be two slots.
 */
export function tallyCapacity(
  tally: Tally,
  target: Target,
  slots: readonly SlotAccount[],
  readers: Readers,
  facts: Pick<RegistryFacts, "orchestratorOf" | "regionOf">,
  gatewayName: GatewayName,
): void {
  const isOwn = target.role === "orchestrator";
  for (const entry of slots) {
    const of = isOwn ? target.orchestrator : ownerOf(entry, facts);
    if (!isOwn && (of === null || readers.get(of) !== target.id)) continue;
    const { pipeline, model, busy_slot_ms, idle_slot_ms, loading_slot_ms } = entry;
    const region = isOwn ? target.region : of && facts.regionOf(of, entry.node);
    const gateway = isOwn ? null : gatewayName(target);
    const key = { ...NO_KEY, pipeline, model, orchestrator: of, region, gateway };
    tally.add(key, { counts: { busy_slot_ms, idle_slot_ms, loading_slot_ms } }, !isOwn);
  }
}

const ownerOf = (
  { orchestrator, node }: SlotAccount,
  { orchestratorOf }: Pick<RegistryFacts, "orchestratorOf">,
): Address | null => orchestrator ?? (node && orchestratorOf(node));
