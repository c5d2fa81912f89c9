import { Gauge, type OpenMetricsContentType, type Registry } from "prom-client";
import type { GpuReading } from "../collectors/gpu/parse-smi.ts";
import type { HostReadings } from "../host-readings.ts";

type Reading = Readonly<{
  name: string;
  help: string;
  of: (gpu: GpuReading) => number | null;
}>;

const READINGS: readonly Reading[] = [
  {
    name: "livepeer_sla_gpu_utilisation_ratio",
    help: "Share of the time in which the GPU was busy, by NVML: no measure of FLOPS.",
    of: ({ utilisation_ppm: ppm }) => ppm && ppm / 1_000_000,
  },
  {
    name: "livepeer_sla_gpu_power_watts",
    help: "Power that the GPU draws.",
    of: ({ power_milliwatts: milliwatts }) => milliwatts && milliwatts / 1000,
  },
  {
    name: "livepeer_sla_gpu_temperature_celsius",
    help: "Temperature of the GPU.",
    of: ({ temperature_celsius }) => temperature_celsius,
  },
  {
    name: "livepeer_sla_gpu_memory_bytes",
    help: "Memory of the GPU, used or not.",
    of: ({ memory_bytes }) => memory_bytes,
  },
];

/** Metrics of the host's GPUs and containers, as last read. What a GPU does not tell is absent, as is a GPU that is gone. */
export function hostMetrics(
  { slots, startups }: HostReadings,
  register: Registry<OpenMetricsContentType>,
): void {
  const registers = [register];
  for (const { name, help, of } of READINGS)
    new Gauge({
      name,
      help,
      labelNames: ["index", "gpu"] as const,
      registers,
      collect() {
        this.reset();
        for (const gpu of slots.latest() ?? []) {
          const value = of(gpu);
          if (value !== null) this.set({ index: gpu.index, gpu: gpu.name ?? "" }, value);
        }
      },
    });
  new Gauge({
    name: "livepeer_sla_container_startup_seconds",
    help: "From the start of a workflow's container to its first answer that it is ready, when it was last seen to start.",
    labelNames: ["pipeline", "model"] as const,
    registers,
    collect() {
      this.reset();
      for (const { pipeline, model, ms } of startups.latest())
        this.set({ pipeline, model }, ms / 1000);
    },
  });
}
