import { gpuSlots, type GpuSlots } from "./collectors/gpu/gpu-slots.ts";
import type { Startup } from "./collectors/runner/runner-settings.ts";

/** The last start of each workflow's container. */
export type Startups = Readonly<{
  note: (startup: Startup) => void;
  latest: () => readonly Startup[];
}>;

/** What collectors read of the host beside observations, for the agent's own metrics. */
export type HostReadings = Readonly<{ slots: GpuSlots; startups: Startups }>;

/** Readings of a host of which nothing was read. */
export function hostReadings(): HostReadings {
  const last = new Map<string, Startup>();
  return {
    slots: gpuSlots(),
    startups: {
      note: (startup) => void last.set(JSON.stringify([startup.pipeline, startup.model]), startup),
      latest: () => [...last.values()],
    },
  };
}
