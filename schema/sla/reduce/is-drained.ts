import type { ReducerState } from "./state.ts";

/** Whether everything reduced so far is in a window: nothing waits for the next one because a window was full. */
export const isDrained = ({ open, payments, slots, gpus }: ReducerState): boolean =>
  Object.values(open).every(({ dirty_since }) => dirty_since === null) &&
  [payments, slots, gpus].every((waiting) => Object.keys(waiting).length === 0);
