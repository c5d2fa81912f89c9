import type { Rollup } from "../../wire/rollup.ts";
import { addToRow, byName, rowName } from "./row.ts";

/** More rows than one orchestrator, or one gateway's demand, has in an honest hour and view. */
export const MOST_ROWS = 128;

/**
 * Bounds the rows that one agent can make by signing names of workflows and GPUs without end. Beyond the bound those
 * with the fewest jobs lose these names and nothing else: every sum of their owner stays.
 */
export const fewRows = (rows: readonly Rollup[]): Rollup[] =>
  uniteRows([...Map.groupBy(rows, ownerOf).values()].flatMap(withFewNames));

/** Rows of one name as one. */
export function uniteRows(rows: readonly Rollup[]): Rollup[] {
  const united = new Map<string, Rollup>();
  for (const row of rows) {
    const name = rowName(row);
    const known = united.get(name);
    united.set(name, known ? { ...row, sums: addToRow(known.sums, row.sums) } : row);
  }
  return [...united.values()];
}

/** Of demand, which is no orchestrator's, the gateway is the owner. */
const ownerOf = ({ orchestrator, gateway, witness }: Rollup): string =>
  JSON.stringify([orchestrator, orchestrator === null ? gateway : null, witness]);

const withFewNames = (own: readonly Rollup[]): readonly Rollup[] =>
  own.length <= MOST_ROWS
    ? own
    : own.toSorted(byJobs).map((row, i) => (i < MOST_ROWS ? row : nameless(row)));

const nameless = (row: Rollup): Rollup => ({ ...row, pipeline: null, model: null, gpu: null });

const byJobs = (a: Rollup, b: Rollup): number => jobsIn(b) - jobsIn(a) || byName(a, b);

const jobsIn = ({ sums: { counts } }: Rollup): number =>
  (counts.success ?? 0) + (counts.failed ?? 0) + (counts.excused ?? 0) + (counts.requests ?? 0);
