import type { Hour } from "../../wire/quantity.ts";
import type { Rollup } from "../../wire/rollup.ts";
import { fewRows } from "./few-rows.ts";
import { type Claim, type GrowingSums, grow, noGrowingSums, united } from "./growing-sums.ts";
import { type Key, keyName, rowName } from "./row.ts";
import { type Part, rowsOfPart } from "./row-json.ts";

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
  add: (key: Key, claim: Claim, corroborated: boolean) => void;
  /** Adds to the row of gateways' evidence alone what that of all evidence has from elsewhere. */
  addCorroborated: (key: Key, claim: Claim) => void;
  /** What was added under each key, in no order: what is published once that of all tallies is added. */
  parts: () => Part[];
  /** The rows as they are published, in the order of their keys: of whole owners alone. */
  rows: () => Rollup[];
}>;

/** Each claim is in one of these, and is added once: to both views, to that of all evidence, to that of gateways'. */
type Growing = { key: Key } & Record<"both" | "any" | "corroborated", GrowingSums | null>;

export function openTally(hour: Hour): Tally {
  const all = new Map<string, Growing>();
  let latest: Readonly<{ key: Key; growing: Growing }> | null = null;
  /** What is claimed of one job comes under one key, and to name it is most of the work. */
  const under = (key: Key): Growing => {
    if (latest?.key === key) return latest.growing;
    const name = keyName(key);
    let growing = all.get(name);
    if (growing === undefined)
      all.set(name, (growing = { key, both: null, any: null, corroborated: null }));
    latest = { key, growing };
    return growing;
  };
  const parts = () => [...all.values()].map((growing) => partOf(hour, growing));
  return {
    add(key, claim, corroborated) {
      const growing = under(key);
      if (corroborated) grow((growing.both ??= noGrowingSums()), claim);
      else grow((growing.any ??= noGrowingSums()), claim);
    },
    addCorroborated: (key, claim) => grow((under(key).corroborated ??= noGrowingSums()), claim),
    parts,
    rows: () => inOrder(fewRows(parts().flatMap(rowsOfPart))),
  };
}

function partOf(hour: Hour, { key, both, any, corroborated }: Growing): Part {
  const plus = (own: GrowingSums | null) => (both && own ? united(both, own) : (both ?? own));
  return { hour, key, any: plus(any), corroborated: plus(corroborated) };
}

/** Rows in the order in which they are published. Each name is made once, and not for every comparison. */
export const inOrder = (rows: readonly Rollup[]): Rollup[] =>
  rows
    .map((row) => ({ row, name: rowName(row) }))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ row }) => row);
