import { Observation } from "../../../../schema/wire/observation.ts";
import type { Collector } from "../collector.ts";
import { poll } from "../poll.ts";
import { type GpuSlots, slotOf } from "./gpu-slots.ts";
import { parseSmi } from "./parse-smi.ts";
import { runSmi } from "./run-smi.ts";

/** How the host's GPUs are read. */
export type GpuSettings = Readonly<{
  /** By default `nvidia-smi`, found in PATH. */
  command?: string;
  /** By default 10,000 and 8,000. */
  intervalMs?: number;
  timeoutMs?: number;
  /** Where the readings are left for other collectors of the host. */
  slots?: GpuSlots;
}>;

/**
 * The host's GPUs by nvidia-smi: which there are, and how busy. A host without it is `absent`; a driver or a GPU that
 * fails is `failing`, with its code.
 */
export const gpuCollector = ({
  command = "nvidia-smi",
  intervalMs = 10_000,
  timeoutMs = 8000,
  slots,
}: GpuSettings = {}): Collector => ({
  name: "gpu",
  run: (ports) =>
    poll({ intervalMs, timeoutMs }, ports, async (signal) => {
      const run = await runSmi(command, signal);
      if (!("stdout" in run) && slots?.latest() === null) slots.note([]);
      if ("absent" in run) return ports.report("absent", run.absent);
      if ("failed" in run) throw new Error(run.failed);
      const at = ports.now();
      const { gpus, refused, faults } = parseSmi(run.stdout);
      slots?.note(gpus);
      const observations = gpus.map((reading) =>
        Observation.parse({
          kind: "gpu",
          id: `gpu:${reading.index}:${at}`,
          at,
          gpu: slotOf(reading),
          utilisation_ppm: reading.utilisation_ppm,
        }),
      );
      if (observations.length > 0) ports.accept(observations);
      for (const reason of refused) ports.refuse(reason);
      if (faults.length > 0) throw new Error(faults.join(", "));
      if (observations.length === 0 && refused.length > 0) throw new Error("nothing readable");
      ports.report("ok", null);
    }),
});
