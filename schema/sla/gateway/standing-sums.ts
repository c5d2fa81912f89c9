import type { Hour } from "../../wire/quantity.ts";
import { GATEWAY_PERIODS } from "../../wire/network.ts";
import type { Rollup, Witness } from "../../wire/rollup.ts";
import { HOUR_MS, hourStart } from "../hour.ts";
import { workflowName } from "../workflow-name.ts";

/** How many hours back a membership is remembered. */
export const REMEMBERED_HOURS = 24;

/** The longest period, and the hours remembered before it: what rows are needed for. */
export const HOURS_NEEDED = GATEWAY_PERIODS["7d"] + REMEMBERED_HOURS;

/** What is counted by hour, in this order. `jobs`: the decided and the self-excused. */
export const STANDING_COUNTS = [
  "credit",
  "decided",
  "jobs",
  "windows",
  "minutes",
  "busy_slot_ms",
  "idle_slot_ms",
] as const;
export type StandingCount = (typeof STANDING_COUNTS)[number];

/** An hour, 0 for the oldest that is needed, and its counts. */
type HourCounts = readonly [hour: number, ...counts: number[]];

/** What standings need of one workflow's live rows in one view (null: rows of no workflow), by hour. */
export type StandingSums = Readonly<{
  workflow: string | null;
  witness: Witness;
  hours: readonly HourCounts[];
}>;

/** Each of the periods that standings remember holds these hours all, or none of them. */
const WHOLE = { from: REMEMBERED_HOURS, to: HOURS_NEEDED - 2 * REMEMBERED_HOURS };

/**
 * Rows of one orchestrator as standings read them: a fiftieth of their bytes. Of several parts of the same rows they are
 * those of all of them, one after the other.
 *
 * @param rows  of hours, and of days within the hours that are whole in every period
 */
export function standingSums(rows: readonly Rollup[], to: Hour): StandingSums[] {
  const series = new Map<string, { of: StandingSums; hours: Map<number, number[]> }>();
  const end = hourStart(to);
  for (const { pipeline, model, witness, hour, sums } of rows) {
    const at = HOURS_NEEDED - (end - hourStart(hour)) / HOUR_MS;
    if (at < 0 || at >= HOURS_NEEDED) continue;
    const workflow = workflowName(pipeline, model);
    const name = JSON.stringify([workflow, witness]);
    const own = series.get(name) ?? { of: { workflow, witness, hours: [] }, hours: new Map() };
    series.set(name, own);
    const index = at >= WHOLE.from && at < WHOLE.to ? WHOLE.from : at;
    const known = own.hours.get(index);
    own.hours.set(
      index,
      countsOf(sums).map((count, i) => count + (known?.[i] ?? 0)),
    );
  }
  return [...series]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([, { of, hours }]) => ({
      ...of,
      hours: [...hours].toSorted(([a], [b]) => a - b).map(([at, counts]) => [at, ...counts]),
    }));
}

function countsOf({ counts }: Rollup["sums"]): number[] {
  const decided = (counts.success ?? 0) + (counts.failed ?? 0);
  const of: Record<StandingCount, number> = {
    credit: counts.credit_ppm ?? 0,
    decided,
    jobs: decided + (counts.self_excused ?? 0),
    windows: counts.windows ?? 0,
    minutes: counts.minutes ?? 0,
    busy_slot_ms: counts.busy_slot_ms ?? 0,
    idle_slot_ms: counts.idle_slot_ms ?? 0,
  };
  return STANDING_COUNTS.map((name) => of[name]);
}
