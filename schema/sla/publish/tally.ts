import type { Hour } from "../../wire/quantity.ts";
import { Rollup, type RollupKey, type Sums, type Witness } from "../../wire/rollup.ts";
import { addSums, EMPTY_SUMS } from "../sums.ts";

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

/** A counter of one row of one hour goes no higher: 720 hours of it still add up exactly. */
const CEILING = 1e13;

/** The rows of an hour in the making. */
export type Tally = Readonly<{
  /** Adds under a key: to the row of all evidence, and to that of gateways' evidence where it is one's. */
  add: (key: Key, sums: Partial<Sums>, corroborated: boolean) => void;
  /** Rows that hold something, in the order of their keys. */
  rows: () => Rollup[];
}>;

export function openTally(hour: Hour): Tally {
  const rows = new Map<string, Rollup>();
  const addTo = (key: Key, witness: Witness, sums: Sums) => {
    const whole = { hour, ...key, witness };
    const name = JSON.stringify(PARTS.map((part) => whole[part]));
    const known = rows.get(name)?.sums ?? EMPTY_SUMS;
    rows.set(name, { ...whole, sums: bounded(addSums(known, bounded(sums))) });
  };
  return {
    add(key, sums, corroborated) {
      addTo(key, "any", { ...EMPTY_SUMS, ...sums });
      if (corroborated) addTo(key, "corroborated", { ...EMPTY_SUMS, ...sums });
    },
    rows: () =>
      [...rows]
        .filter(([, { sums }]) => Object.values(sums).some((part) => Object.keys(part).length > 0))
        .toSorted(([a], [b]) => (a < b ? -1 : 1))
        .map(([, row]) => row),
  };
}

const PARTS = [
  "orchestrator",
  "pipeline",
  "model",
  "gpu",
  "region",
  "gateway",
  "purpose",
  "witness",
] as const;

/** Saturation is commutative and associative, as addition is. */
const bounded = (sums: Sums): Sums =>
  Object.values(sums.counts).every((count) => count <= CEILING)
    ? sums
    : {
        ...sums,
        counts: Object.fromEntries(
          Object.entries(sums.counts).map(([name, count]) => [name, Math.min(count, CEILING)]),
        ),
      };
