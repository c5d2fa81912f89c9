import type { CapacityEntry } from "../../wire/window.ts";
import type { CountedWindow } from "./counted-window.ts";
import { isPlausibleGpu } from "./plausible.ts";
import { capped } from "./row.ts";
import { toldOnce } from "./told-once.ts";

/** Slot-milliseconds that a target read of one workflow of somebody's in an hour. */
export type SlotAccount = CapacityEntry;

/** Readings of a target's GPUs of one name in an hour. */
export type GpuAccount = Readonly<{ name: string | null; ppm: number; samples: number }>;

/** Adds up slots, of each workflow and node told once a minute. @param windows  of one target, in order */
export function slotAccounts(windows: readonly CountedWindow[]): SlotAccount[] {
  const isFirst = toldOnce();
  const sums = new Map<string, { -readonly [K in keyof SlotAccount]: SlotAccount[K] }>();
  for (const window of windows)
    for (const entry of window.capacity) {
      const thing = thingOf(entry);
      if (!isFirst(window, thing)) continue;
      let sum = sums.get(thing);
      if (sum === undefined)
        sums.set(thing, (sum = { ...entry, busy_slot_ms: 0, idle_slot_ms: 0, loading_slot_ms: 0 }));
      sum.busy_slot_ms = capped(sum.busy_slot_ms + entry.busy_slot_ms);
      sum.idle_slot_ms = capped(sum.idle_slot_ms + entry.idle_slot_ms);
      sum.loading_slot_ms = capped(sum.loading_slot_ms + entry.loading_slot_ms);
    }
  return [...sums.values()];
}

const thingOf = ({ orchestrator, node, pipeline, model }: CapacityEntry): string =>
  `${orchestrator ?? ""}/${node ?? ""}/${pipeline ?? ""}/${model ?? ""}`;

/** Adds up readings of GPUs, of each told once a minute. @param windows  of one target, in order */
export function gpuAccounts(windows: readonly CountedWindow[]): GpuAccount[] {
  const isFirst = toldOnce();
  const sums = new Map<string, { name: string | null; ppm: number; samples: number }>();
  for (const window of windows)
    for (const gpu of window.gpus) {
      if (gpu.utilisation_samples === 0 || !isPlausibleGpu(gpu)) continue;
      if (!isFirst(window, `${gpu.index}/${gpu.uuid ?? ""}`)) continue;
      const name = gpu.name ?? "";
      let sum = sums.get(name);
      if (sum === undefined) sums.set(name, (sum = { name: gpu.name, ppm: 0, samples: 0 }));
      sum.ppm += gpu.utilisation_ppm_sum;
      sum.samples += gpu.utilisation_samples;
    }
  return [...sums.values()];
}
