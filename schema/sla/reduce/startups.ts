import type { Observation } from "../../wire/observation.ts";
import type { ReducerState } from "./state.ts";

/** Takes a start of a container or a pipeline as one of the window. Under one id it is one start. */
export function noteStartup(
  state: ReducerState,
  { id, pipeline, model, gpu, ready_ms, load_ms }: Extract<Observation, { kind: "startup" }>,
): void {
  if (ready_ms === null && load_ms === null) return;
  (state.startups ??= {})[id] = { pipeline, model, gpu, ready_ms, load_ms };
}
