import type { Rollup, Sums } from "../../wire/rollup.ts";
import { addSums } from "../sums.ts";

/** A counter of one row of one hour goes no higher: 720 hours of it still add up exactly. */
export const CEILING = 1e13;

/** The sum of what one agent tells, as high as a row goes: exact, in any order and grouping. */
export const capped = (sum: number): number => Math.min(sum, CEILING);

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

/** A row's name within its hour: rows of one name are one row. */
export const rowName = (row: Omit<Rollup, "hour" | "sums">): string =>
  JSON.stringify(PARTS.map((part) => row[part]));

/** The order in which rows are published. */
export const byName = (a: Rollup, b: Rollup): number => (rowName(a) < rowName(b) ? -1 : 1);

/** Whether nothing was counted under a row's name. */
export const isEmpty = ({ sums }: Rollup): boolean =>
  Object.values(sums).every((part) => Object.keys(part).length === 0);

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
