import type { Gpu } from "../../../../schema/wire/workflow.ts";
import type { GpuReading } from "./parse-smi.ts";

/** The host's GPUs as last read, for others on the host: a runner sees its only GPU at index 0, whichever it is. */
export type GpuSlots = Readonly<{
  note: (readings: readonly GpuReading[]) => void;
  /** The slot of a GPU by its UUID, or null where it is not known. */
  byUuid: (uuid: string) => Gpu | null;
  /** The last readings, for the agent's own metrics; null until it is known whether there are any. */
  latest: () => readonly GpuReading[] | null;
}>;

/** Slots of which nothing was read. */
export function gpuSlots(): GpuSlots {
  let last: readonly GpuReading[] | null = null;
  return {
    note: (readings) => {
      last = readings;
    },
    byUuid: (uuid) => {
      const found = last?.find((reading) => reading.uuid === uuid);
      return found === undefined ? null : slotOf(found);
    },
    latest: () => last,
  };
}

/** A reading without what changes. */
export const slotOf = ({ index, uuid, name, memory_bytes }: GpuReading): Gpu => ({
  index,
  uuid,
  name,
  memory_bytes,
});
