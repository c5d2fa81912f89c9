import type { Observation } from "../../wire/observation.ts";
import type { CapacityReading, ReducerState } from "./state.ts";

type Capacity = Extract<Observation, { kind: "capacity" }>;

/** A reading stands until the next, and no longer than this. */
const STANDS_MS = 300_000;

/** Takes a reading: the one before it stood until now. A reading that is not newer says nothing. */
export function noteCapacity(state: ReducerState, o: Capacity, start: number): void {
  const key = `${o.orchestrator ?? ""} ${o.node ?? ""} ${o.pipeline ?? ""} ${o.model ?? ""}`;
  if (o.gpus.length > 0) state.hardware[key] = o.gpus;
  const before = state.readings[key];
  if (before !== undefined && before.at >= o.at) return;
  if (before !== undefined) stand(state, key, before, start, o.at);
  const { orchestrator, node, pipeline, model, at, in_use, idle, loading } = o;
  state.readings[key] = { orchestrator, node, pipeline, model, at, in_use, idle, loading };
}

/** Ends a window: every reading stood until then. Those that stand no more are forgotten. */
export function closeCapacity(state: ReducerState, start: number, end: number): void {
  for (const [key, reading] of Object.entries(state.readings)) {
    stand(state, key, reading, start, end);
    if (reading.at + STANDS_MS <= end) delete state.readings[key];
  }
}

function stand(
  state: ReducerState,
  key: string,
  { at, in_use, idle, loading, ...about }: CapacityReading,
  start: number,
  until: number,
): void {
  const ms = Math.min(until, at + STANDS_MS) - Math.max(at, start);
  if (ms <= 0) return;
  const entry = (state.slots[key] ??= {
    ...about,
    busy_slot_ms: 0,
    idle_slot_ms: 0,
    loading_slot_ms: 0,
  });
  entry.busy_slot_ms += in_use * ms;
  entry.idle_slot_ms += idle * ms;
  entry.loading_slot_ms += loading * ms;
}
