import type { Rollup, RollupKey, Sums, Witness } from "../../wire/rollup.ts";
import { addSums } from "../sums.ts";

/** A counter of one row of one hour goes no higher: 720 hours of it still add up exactly. */
export const CEILING = 1e13;

/** The sum of what one agent tells, as high as a row goes: exact, in any order and grouping. */
export const capped = (sum: number): number => Math.min(sum, CEILING);

/** What a row is about, without the hour and the view. */
export type Key = Readonly<Omit<RollupKey, "hour" | "witness">>;

/** The name of a key within its hour. */
export const keyName = (key: Key): string =>
  JSON.stringify([
    key.orchestrator,
    key.pipeline,
    key.model,
    key.gpu,
    key.region,
    key.gateway,
    key.purpose,
  ]);

/** The name of its row in a view. */
export const nameInView = (name: string, witness: Witness): string =>
  `${name.slice(0, -1)},"${witness}"]`;

/** A row's name within its hour: rows of one name are one row. */
export const rowName = (row: Omit<Rollup, "hour" | "sums">): string =>
  nameInView(keyName(row), row.witness);

/** The order in which rows are published. */
export const byName = (a: Rollup, b: Rollup): number => (rowName(a) < rowName(b) ? -1 : 1);

/** Adds what an agent claims to a row, up to the ceiling: in any order and grouping the same. */
export const addToRow = (row: Sums, claimed: Sums): Sums => bounded(addSums(row, bounded(claimed)));

const bounded = (sums: Sums): Sums =>
  Object.values(sums.counts).every((count) => count <= CEILING)
    ? sums
    : {
        ...sums,
        counts: Object.fromEntries(
          Object.entries(sums.counts).map(([name, count]) => [name, Math.min(count, CEILING)]),
        ),
      };
