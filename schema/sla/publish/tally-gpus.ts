import type { Target } from "../../wire/target.ts";
import type { GpuAccount } from "./account-readings.ts";
import { cardOf } from "./card.ts";
import { NO_KEY, type Tally } from "./tally.ts";

/**
 * Adds how busy GPUs were, as an orchestrator's own agents read them: under the orchestrator and the name of the card, and
 * no workflow, as a reading does not tell for which one it worked.
 */
export function tallyGpus(tally: Tally, target: Target, gpus: readonly GpuAccount[]): void {
  if (target.role !== "orchestrator") return;
  const { orchestrator, region } = target;
  for (const { name, ppm, samples } of gpus) {
    const counts = { utilisation_ppm: ppm, utilisation_samples: samples };
    tally.add({ ...NO_KEY, orchestrator, region, gpu: cardOf(name) }, { counts }, false);
  }
}
