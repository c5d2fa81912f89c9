import { duration, many, percent } from "./format.ts";
import { ppmOf } from "./ratio.ts";

/** Latencies above the bin before and up to this one's bound. */
export type Bin = Readonly<{ toMs: number; label: string; jobs: number; share: string }>;

/** How one latency is distributed. `targetAt`: where its target is among the bins; 0 is the middle of the first. */
export type Distribution = Readonly<{ n: number; bins: readonly Bin[]; targetAt: number | null }>;

const MOST_BINS = 24;

/** Ten bounds a decade, as the preferred numbers of ISO 3: each about a quarter above the one before. */
const STEPS = [1000, 1250, 1600, 2000, 2500, 3150, 4000, 5000, 6300, 8000];
const EDGES = [0.1, 1, 10, 100, 1000, 10_000].flatMap((times) =>
  STEPS.map((step) => Math.round(step * times)),
);

/**
 * The API's buckets in few enough bins to be seen. A bucket is in the bin that its bound is in, so that a latency within
 * 2 % below a bin's edge may stand in the next one.
 *
 * @param targetMs  is within what is shown
 */
export function distributionOf(
  buckets: readonly (readonly [boundMs: number, jobs: number])[],
  targetMs: number,
): Distribution {
  const bounds = buckets.map(([bound]) => bound);
  const binOf = (edges: readonly number[], ms: number) => {
    const at = edges.findIndex((edge) => ms <= edge);
    return at === -1 ? edges.length - 1 : at;
  };
  const [low, high] = [Math.min(targetMs, ...bounds), Math.max(targetMs, ...bounds)];
  const every = Math.ceil((binOf(EDGES, high) - binOf(EDGES, low) + 1) / MOST_BINS);
  const edges = EDGES.filter((_, i) => i % every === 0 || i === EDGES.length - 1);
  const [first, last] = [binOf(edges, low), binOf(edges, high)];
  const jobs = Array<number>(last - first + 1).fill(0);
  for (const [bound, n] of buckets) jobs[binOf(edges, bound) - first]! += n;
  const n = jobs.reduce((sum, each) => sum + each, 0);
  const at = binOf(edges, targetMs);
  const [from, to] = [edges[at - 1] ?? 0, edges[at] ?? targetMs];
  return {
    n,
    bins: jobs.map((each, i) => ({
      toMs: edges[first + i] ?? 0,
      label: `${duration(edges[first + i - 1] ?? 0)} to ${duration(edges[first + i] ?? 0)}`,
      jobs: each,
      share: `${percent(ppmOf(each, n) ?? 0)} %`,
    })),
    targetAt: n === 0 ? null : at - first - 0.5 + Math.min(1, (targetMs - from) / (to - from)),
  };
}

/** What a distribution says of one bin, or of all. */
export function binText({ n, bins }: Distribution, index: number | null): string {
  const bin = index === null ? undefined : bins[index];
  return bin === undefined
    ? many(n, "job")
    : `${bin.label} · ${many(bin.jobs, "job")}, ${bin.share}`;
}
