import type { Counter, Latency, Rollup } from "../../wire/rollup.ts";
import { GATEWAY_PERIODS } from "../../wire/network.ts";
import type { Hour } from "../../wire/quantity.ts";
import type { Region } from "../../wire/workflow.ts";
import { HOUR_MS, hourOf, hourStart } from "../hour.ts";
import { addSums } from "../sums.ts";
import { type StandingSums, standingSums } from "./standing-sums.ts";

/**
 * What is kept of one orchestrator's live rows for choosing and comparing: all that its place in the network is made of.
 * Sums of parts of the rows are joined to those of all of them.
 */
export type NodeSums = Readonly<{
  standing: readonly StandingSums[];
  /** Of 7 days, by workflow, GPU and view: for cohorts. */
  week: readonly Rollup[];
  /** Of 24 hours, by workflow and region, of rows with decided jobs: for Explorer. */
  day: readonly Rollup[];
  gpus: readonly string[];
  regions: readonly Region[];
}>;

/** Nothing was seen. */
export const NO_NODE_SUMS: NodeSums = { standing: [], week: [], day: [], gpus: [], regions: [] };

const WEEK_COUNTS = ["success", "failed", "credit_ppm", "milli_frames", "active_ms"] as const;
const WEEK_LATENCIES = ["first_frame_ms", "first_output_ms", "startup_ms"] as const;
const DAY_COUNTS = ["success", "failed"] as const;
const DAY_LATENCIES = ["first_frame_ms", "first_output_ms"] as const;

/** @param rows  of the hours that standings need, or of some of them; days where these are whole in every period */
export function nodeSums(rows: readonly Rollup[], to: Hour): NodeSums {
  const ago = (hours: number): Hour => hourOf(Math.max(0, hourStart(to) - hours * HOUR_MS));
  const [week, day] = [ago(GATEWAY_PERIODS["7d"]), ago(GATEWAY_PERIODS["24h"])];
  const decided = rows.filter(
    ({ witness, sums: { counts } }) =>
      witness === "any" && (counts.success ?? 0) + (counts.failed ?? 0) > 0,
  );
  return {
    standing: standingSums(rows, to),
    week: merged(
      rows
        .filter(({ hour }) => hour >= week)
        .map((row) => ({
          ...row,
          hour: week,
          region: null,
          gateway: null,
          sums: only(row.sums, WEEK_COUNTS, WEEK_LATENCIES),
        })),
    ),
    day: merged(
      decided
        .filter(({ hour }) => hour >= day)
        .map((row) => ({
          ...row,
          hour: day,
          gpu: null,
          gateway: null,
          sums: only(row.sums, DAY_COUNTS, DAY_LATENCIES),
        })),
    ),
    gpus: distinct(rows.map(({ gpu }) => gpu)),
    regions: distinct(rows.map(({ region }) => region)),
  };
}

/** The sums of two parts of one orchestrator's rows, none of which is in both. */
export const joinNodeSums = (a: NodeSums, b: NodeSums): NodeSums => ({
  standing: [...a.standing, ...b.standing],
  week: merged([...a.week, ...b.week]),
  day: merged([...a.day, ...b.day]),
  gpus: distinct([...a.gpus, ...b.gpus]),
  regions: distinct([...a.regions, ...b.regions]),
});

/** Rows of one orchestrator, those of the same key as one, in the order of the keys. */
function merged(rows: readonly Rollup[]): Rollup[] {
  const byKey = new Map<string, Rollup>();
  for (const row of rows) {
    const key = JSON.stringify([row.pipeline, row.model, row.gpu, row.region, row.witness]);
    const known = byKey.get(key);
    byKey.set(key, known === undefined ? row : { ...row, sums: addSums(known.sums, row.sums) });
  }
  return [...byKey].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
}

const only = (
  { counts, histograms }: Rollup["sums"],
  counters: readonly Counter[],
  latencies: readonly Latency[],
): Rollup["sums"] => ({
  counts: picked(counts, counters),
  amounts: {},
  histograms: picked(histograms, latencies),
});

const picked = <K extends string, V>(
  of: Readonly<Partial<Record<K, V>>>,
  names: readonly K[],
): Partial<Record<K, V>> =>
  Object.fromEntries(
    names.flatMap((name) => (of[name] === undefined ? [] : [[name, of[name]]])),
  ) as Partial<Record<K, V>>;

/** Names that are known, each once, in order. */
export const distinct = <T extends string>(values: readonly (T | null)[]): T[] =>
  [...new Set(values)].filter((value): value is T => value !== null).toSorted();
