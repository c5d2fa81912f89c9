import type { GpuEntry } from "../../wire/window.ts";
import { countsOf } from "../sums.ts";
import type { Received } from "./collect-windows.ts";
import { cardOf } from "./job-key.ts";
import { isPlausibleGpu } from "./plausible.ts";
import { NO_KEY, type Tally } from "./tally.ts";
import { toldOnce } from "./told-once.ts";

/**
 * Adds how busy GPUs were, as an orchestrator's own agents read them: under the orchestrator and the name of the card, and
 * no workflow, as a reading does not tell for which one it worked.
 *
 * @param windows  of the hour, in the order of their targets
 */
export function tallyGpus(tally: Tally, windows: readonly Received[]): void {
  const isFirst = toldOnce();
  for (const { target, window } of windows) {
    if (target.role !== "orchestrator") continue;
    const { orchestrator, region } = target;
    for (const entry of window.gpus) {
      if (entry.utilisation_samples === 0 || !isPlausibleGpu(entry)) continue;
      if (!isFirst({ target, window }, thingOf(entry))) continue;
      const key = { ...NO_KEY, orchestrator, region, gpu: cardOf(entry) };
      tally.add(key, { counts: countsOfGpu(entry) }, false);
    }
  }
}

const thingOf = ({ index, uuid }: GpuEntry): string => JSON.stringify([index, uuid]);

const countsOfGpu = ({ utilisation_ppm_sum, utilisation_samples }: GpuEntry) =>
  countsOf({ utilisation_ppm: utilisation_ppm_sum, utilisation_samples });
