import type { CapacityEntry } from "../../wire/window.ts";
import { countsOf } from "../sums.ts";
import type { Received } from "./collect-windows.ts";
import type { GatewayName } from "./gateway-names.ts";
import type { RegistryFacts } from "./registry-facts.ts";
import { NO_KEY, type Tally } from "./tally.ts";
import { toldOnce } from "./told-once.ts";

/**
 * Adds slot-milliseconds: as an orchestrator's own agents read them; where it has none that does, as the first gateway
 * does. The same slots read by two would be two slots.
 *
 * @param windows  of the hour, in the order of their targets
 */
export function tallyCapacity(
  tally: Tally,
  windows: readonly Received[],
  facts: RegistryFacts,
  gatewayName: GatewayName,
): void {
  const own = windows.filter(({ target }) => target.role === "orchestrator");
  const read = new Map<string, string>();
  for (const { target, window } of own)
    if (window.capacity.length > 0) read.set(String(target.orchestrator), "");
  const isFirst = toldOnce();
  for (const { target, window } of own)
    for (const entry of window.capacity) {
      if (!isFirst({ target, window }, thingOf(entry))) continue;
      const { orchestrator, region } = target;
      tally.add({ ...NO_KEY, ...workflowOf(entry), orchestrator, region }, sumsOf(entry), false);
    }
  for (const { target, window } of windows.filter(({ target }) => target.role === "gateway"))
    for (const entry of window.capacity) {
      const orchestrator = entry.orchestrator ?? (entry.node && facts.orchestratorOf(entry.node));
      if (orchestrator === null) continue;
      const reader = read.get(orchestrator) ?? target.id;
      read.set(orchestrator, reader);
      if (reader !== target.id || !isFirst({ target, window }, thingOf(entry))) continue;
      const region = facts.regionOf(orchestrator, entry.node);
      const gateway = gatewayName(target);
      tally.add(
        { ...NO_KEY, ...workflowOf(entry), orchestrator, region, gateway },
        sumsOf(entry),
        true,
      );
    }
}

const thingOf = ({ orchestrator, node, pipeline, model }: CapacityEntry): string =>
  JSON.stringify([orchestrator, node, pipeline, model]);

const workflowOf = ({ pipeline, model }: CapacityEntry) => ({ pipeline, model });

const MOST_SLOT_MS = 1e12;
const slotMs = (ms: number): number => Math.min(ms, MOST_SLOT_MS);

const sumsOf = ({ busy_slot_ms, idle_slot_ms, loading_slot_ms }: CapacityEntry) => ({
  counts: countsOf({
    busy_slot_ms: slotMs(busy_slot_ms),
    idle_slot_ms: slotMs(idle_slot_ms),
    loading_slot_ms: slotMs(loading_slot_ms),
  }),
});
