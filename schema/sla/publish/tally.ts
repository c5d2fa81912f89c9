import type { Hour } from "../../wire/quantity.ts";
import type { Rollup, RollupKey, Sums, Witness } from "../../wire/rollup.ts";
import { EMPTY_SUMS } from "../sums.ts";
import { fewRows } from "./few-rows.ts";
import { addToRow, byName, isEmpty, rowName } from "./row.ts";

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
  /** Rows that hold something, in the order of their keys. */
  rows: () => Rollup[];
}>;

export function openTally(hour: Hour): Tally {
  const rows = new Map<string, Rollup>();
  const addTo = (key: Key, witness: Witness, sums: Sums) => {
    const whole = { hour, ...key, witness };
    const name = rowName(whole);
    const known = rows.get(name)?.sums ?? EMPTY_SUMS;
    rows.set(name, { ...whole, sums: addToRow(known, sums) });
  };
  return {
    add(key, sums, corroborated) {
      addTo(key, "any", { ...EMPTY_SUMS, ...sums });
      if (corroborated) addTo(key, "corroborated", { ...EMPTY_SUMS, ...sums });
    },
    rows: () => fewRows([...rows.values()].filter((row) => !isEmpty(row))).toSorted(byName),
  };
}
