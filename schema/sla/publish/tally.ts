import type { Hour } from "../../wire/quantity.ts";
import type {
  Amount,
  Counter,
  Latency,
  Rollup,
  RollupKey,
  Sums,
  Witness,
} from "../../wire/rollup.ts";
import { fewRows } from "./few-rows.ts";
import { CEILING, isEmpty, rowName } from "./row.ts";

/** What a row is about, without the hour and the view. */
export type Key = Omit<RollupKey, "hour" | "witness">;

/** Of nobody in particular, live: to be narrowed. */
export const NO_KEY: Key = {
  orchestrator: null,
  pipeline: null,
  model: null,
  gpu: null,
  region: null,
  gateway: null,
  purpose: "live",
};

/** The rows of an hour in the making. */
export type Tally = Readonly<{
  /** Adds under a key: to the row of all evidence, and to that of gateways' evidence where it is one's. */
  add: (key: Key, sums: Partial<Sums>, corroborated: boolean) => void;
  /** Adds a row of another tally of the hour. */
  addRow: (row: Rollup) => void;
  /** Rows that hold something, in no order: what another tally can add. */
  parts: () => Rollup[];
  /** The rows as they are published, in the order of their keys: of whole owners alone. */
  rows: () => Rollup[];
}>;

type Row = {
  key: Omit<Rollup, "sums">;
  counts: Map<Counter, number>;
  amounts: Map<Amount, bigint>;
  histograms: Map<Latency, Map<string, number>>;
};

export function openTally(hour: Hour): Tally {
  const rows = new Map<string, Row>();
  const addTo = (key: Key, witness: Witness, sums: Partial<Sums>) => {
    const { orchestrator, pipeline, model, gpu, region, gateway, purpose } = key;
    const whole = { hour, orchestrator, pipeline, model, gpu, region, gateway, purpose, witness };
    const name = rowName(whole);
    let row = rows.get(name);
    if (row === undefined) {
      row = { key: whole, counts: new Map(), amounts: new Map(), histograms: new Map() };
      rows.set(name, row);
    }
    addSums(row, sums);
  };
  const parts = () => [...rows.values()].map(rollupOf).filter((row) => !isEmpty(row));
  return {
    add(key, sums, corroborated) {
      addTo(key, "any", sums);
      if (corroborated) addTo(key, "corroborated", sums);
    },
    addRow: ({ sums, witness, ...key }) => addTo(key, witness, sums),
    parts,
    rows: () => inOrder(fewRows(parts())),
  };
}

/** In any order and grouping the same: a count goes no higher than the ceiling, and what is claimed neither. */
function addSums({ counts, amounts, histograms }: Row, claimed: Partial<Sums>): void {
  for (const name in claimed.counts) {
    const count = claimed.counts[name as Counter] as number;
    if (!Number.isSafeInteger(count)) throw new RangeError(`${name} is no exact integer: ${count}`);
    const sum = (counts.get(name as Counter) ?? 0) + Math.min(count, CEILING);
    counts.set(name as Counter, Math.min(sum, CEILING));
  }
  for (const name in claimed.amounts) {
    const amount = BigInt(claimed.amounts[name as Amount] as string);
    amounts.set(name as Amount, (amounts.get(name as Amount) ?? 0n) + amount);
  }
  for (const name in claimed.histograms) {
    const known = histograms.get(name as Latency) ?? new Map<string, number>();
    histograms.set(name as Latency, known);
    const added = claimed.histograms[name as Latency] ?? {};
    for (const bucket in added) known.set(bucket, (known.get(bucket) ?? 0) + (added[bucket] ?? 0));
  }
}

/** Names in order and without the zeros, so that equal sums are equal bytes. */
function rollupOf({ key, counts, amounts, histograms }: Row): Rollup {
  const sums: Sums = {
    counts: object(counts, (count) => (count === 0 ? undefined : count)),
    amounts: object(amounts, (amount) => (amount === 0n ? undefined : String(amount))),
    histograms: object(histograms, (buckets) =>
      [...buckets.values()].some((count) => count !== 0)
        ? object(buckets, (count) => (count === 0 ? undefined : count))
        : undefined,
    ),
  };
  return { ...key, sums };
}

function object<K extends string, V, T>(
  map: ReadonlyMap<K, V>,
  value: (of: V) => T | undefined,
): Record<K, T> {
  const made: Partial<Record<K, T>> = {};
  for (const name of map.size > 1 ? [...map.keys()].sort() : map.keys()) {
    const found = value(map.get(name) as V);
    if (found !== undefined) made[name] = found;
  }
  return made as Record<K, T>;
}

/** Each name is made once, and not for every comparison. */
const inOrder = (rows: readonly Rollup[]): Rollup[] =>
  rows
    .map((row) => ({ row, name: rowName(row) }))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ row }) => row);
