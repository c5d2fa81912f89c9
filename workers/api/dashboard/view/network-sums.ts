import type { GpuMetricsRow } from "../../../../schema/wire/api/gpu-metrics.ts";

type Metrics = GpuMetricsRow["metrics"];

/** The metrics of a row that are a numerator and a denominator, and so add. */
type Additive = {
  [K in keyof Metrics]: Metrics[K] extends { numerator: number | null } ? K : never;
}[keyof Metrics];

/** Sums over rows: the API's numerators and denominators add, so any grouping is exact. */
export type Sum = Readonly<{ numerator: number; denominator: number; n: number }>;

/** Adds one metric over rows; rows that do not know it add nothing. */
export function sumOf(rows: readonly GpuMetricsRow[], metric: Additive): Sum {
  let [numerator, denominator, n] = [0, 0, 0];
  for (const { metrics } of rows) {
    const each = metrics[metric];
    numerator += each.numerator ?? 0;
    denominator += each.denominator ?? 0;
    n += each.n;
  }
  return { numerator, denominator, n };
}

/** Minutes of inference over rows. Their denominator is a unit (60,000 ms), and does not add. */
export const minutesOf = (rows: readonly GpuMetricsRow[]): number =>
  rows.reduce((sum, { metrics }) => sum + (metrics.inference_minutes.numerator ?? 0), 0) / 60_000;

/** Rows by a key of theirs, the keys in order; null last. */
export function groupRows<K extends "gpu_id" | "region" | "workflow">(
  rows: readonly GpuMetricsRow[],
  key: K,
): [string | null, GpuMetricsRow[]][] {
  const groups = Map.groupBy(rows, (row) => row[key] as string | null);
  return [...groups].toSorted(([a], [b]) => {
    if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
    return a < b ? -1 : 1;
  });
}
