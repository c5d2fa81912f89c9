import { BOUNDS_MS } from "./histogram-bounds.ts";

/** Index of a bucket in `BOUNDS_MS` → how many fell into it. Merged by adding. */
export type Histogram = Readonly<Record<string, number>>;

/**
 * The index of the bucket that holds a latency. What is above the last bound falls into the last bucket.
 *
 * @throws RangeError for what is no length of time
 */
export function bucketOf(ms: number): number {
  if (!(ms >= 0)) throw new RangeError(`a latency is not negative: ${ms}`);
  let low = 0;
  let high = BOUNDS_MS.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ms <= (BOUNDS_MS[middle] ?? Infinity)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** How many values a histogram holds. */
export const countIn = (histogram: Histogram): number =>
  Object.values(histogram).reduce((sum, count) => sum + count, 0);

/**
 * The `num ÷ den` quantile by nearest rank, as the upper bound of its bucket in ms: at most 2 % above the true one,
 * never below it. Null of no values.
 *
 * @see Hyndman & Fan, "Sample Quantiles in Statistical Packages", type 1
 */
export const quantile = (histogram: Histogram, num: number, den: number): number | null =>
  quantiles(histogram, [num], den)[0] ?? null;

/** Several quantiles of one histogram, whose buckets are put in order once. */
export function quantiles(
  histogram: Histogram,
  nums: readonly number[],
  den: number,
): (number | null)[] {
  const n = countIn(histogram);
  const buckets = bucketsOf(histogram);
  return nums.map((num) => {
    const rank = Math.max(1, Math.ceil((n * num) / den));
    let seen = 0;
    for (const [bound, count] of buckets) {
      seen += count;
      if (seen >= rank) return bound;
    }
    return null;
  });
}

/** Its buckets that hold any, each with its upper bound in ms, the lowest first. What no bucket of the table is, is left out. */
export const bucketsOf = (histogram: Histogram): [boundMs: number, count: number][] =>
  Object.entries(histogram)
    .flatMap(([index, count]): [number, number][] => {
      const bound = BOUNDS_MS[Number(index)];
      return bound === undefined ? [] : [[bound, count]];
    })
    .toSorted(([a], [b]) => a - b);
