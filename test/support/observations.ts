import { Observation, type ObservationInput } from "../../schema/wire/observation.ts";
import type { WindowContent } from "../../schema/wire/window.ts";
import {
  EMPTY_STATE,
  type ReducerState,
  reduceWindow,
} from "../../schema/sla/reduce/reduce-window.ts";
import type { Role } from "../../schema/wire/workflow.ts";

export const MINUTE = 60_000;
/** A whole hour, so that windows and hours begin together. */
export const T0 = Date.UTC(2026, 0, 9, 13);

export const REQUEST = "00000000000000a0";
export const NODE_A = `0x${"a1".repeat(20)}`;
export const NODE_B = `0x${"b1".repeat(20)}`;
export const ORCHESTRATOR_A = `0x${"aa".repeat(20)}`;
export const ORCHESTRATOR_B = `0x${"bb".repeat(20)}`;

type About = Omit<ObservationInput, "id" | "at" | "kind">;
let counter = 0;

/** A valid observation `at` ms after T0, of the request above; override only what the test is about. */
export const observe = <K extends ObservationInput["kind"]>(
  kind: K,
  at: number,
  more: Partial<Extract<ObservationInput, { kind: K }>> & Partial<About> = {},
): Observation =>
  Observation.parse({
    id: `${kind}-${at}-${counter++}`,
    request: REQUEST,
    ...more,
    kind,
    at: T0 + at,
  });

/** Reduces observations minute by minute, from the minute of the first to that of the last, and decides the rest there. */
export function reduceAll(
  observations: readonly Observation[],
  role: Role = "gateway",
  { minutes, decideAll = true }: { minutes?: number; decideAll?: boolean } = {},
): { windows: (WindowContent & { start: number })[]; state: ReducerState } {
  const minuteOf = ({ at }: Observation) => Math.floor(at / MINUTE);
  const first = Math.min(...observations.map(minuteOf));
  const last =
    minutes === undefined ? Math.max(...observations.map(minuteOf)) : first + minutes - 1;
  let state = EMPTY_STATE;
  const windows = [];
  for (let minute = first; minute <= last; minute++) {
    const now = observations.filter((observation) => minuteOf(observation) === minute);
    const turn = { role, start: minute * MINUTE, decideAll: decideAll && minute === last };
    const reduced = reduceWindow(JSON.parse(JSON.stringify(state)), now, turn);
    state = reduced.state;
    windows.push({ start: turn.start, ...reduced.content });
  }
  return { windows, state };
}

/** Every entry of every window. */
export const entriesOf = (windows: readonly WindowContent[]) => windows.flatMap(({ jobs }) => jobs);

/** The entries that decide, in the order of their windows. */
export const decidedOf = (windows: readonly WindowContent[]) =>
  entriesOf(windows).flatMap((entry) =>
    entry.totals === null ? [] : [{ ...entry, totals: entry.totals }],
  );
