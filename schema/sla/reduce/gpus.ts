import type { Gpu } from "../../wire/workflow.ts";
import type { ReducerState } from "./state.ts";

/** Takes a GPU as one of the window, and how busy it was where that was read. The last word on its name counts. */
export function noteGpu(
  state: ReducerState,
  { index, uuid, name, memory_bytes }: Gpu,
  utilisation_ppm: number | null = null,
): void {
  const key = `${index} ${uuid ?? ""}`;
  const { utilisation_ppm_sum = 0, utilisation_samples = 0 } = state.gpus[key] ?? {};
  state.gpus[key] = {
    index,
    uuid,
    name,
    memory_bytes,
    utilisation_ppm_sum: utilisation_ppm_sum + (utilisation_ppm ?? 0),
    utilisation_samples: utilisation_samples + (utilisation_ppm === null ? 0 : 1),
  };
}
