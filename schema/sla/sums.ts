import type { Amount, Counter, Latency, Sums } from "../wire/rollup.ts";

/** Nothing counted: the neutral element of `addSums`. */
export const EMPTY_SUMS: Sums = { counts: {}, amounts: {}, histograms: {} };

/**
 * Adds two sums. Commutative and associative to the byte once canonical: order and grouping cannot change a result.
 * A key whose sum is zero is left out.
 *
 * @throws RangeError where a count would pass 2⁵³ − 1 and stop being exact
 */
export function addSums(a: Sums, b: Sums): Sums {
  return {
    counts: addCounts(a.counts, b.counts),
    amounts: addAmounts(a.amounts, b.amounts),
    histograms: addHistograms(a.histograms, b.histograms),
  };
}

/** Counts by name without the zeros, so that equal counts are equal bytes. */
export const countsOf = (counts: Readonly<Partial<Record<Counter, number>>>): Sums["counts"] =>
  addCounts(counts, {});

type Counts<K extends string> = Readonly<Partial<Record<K, number>>>;

function addCounts<K extends string>(a: Counts<K>, b: Counts<K>): Partial<Record<K, number>> {
  const sum: Partial<Record<K, number>> = {};
  for (const key of keysOf(a, b)) {
    const count = (a[key] ?? 0) + (b[key] ?? 0);
    if (!Number.isSafeInteger(count)) throw new RangeError(`${key} is no exact integer: ${count}`);
    if (count !== 0) sum[key] = count;
  }
  return sum;
}

function addAmounts(a: Sums["amounts"], b: Sums["amounts"]): Sums["amounts"] {
  const sum: Partial<Record<Amount, string>> = {};
  for (const key of keysOf(a, b)) {
    const amount = BigInt(a[key] ?? "0") + BigInt(b[key] ?? "0");
    if (amount !== 0n) sum[key] = String(amount);
  }
  return sum;
}

function addHistograms(a: Sums["histograms"], b: Sums["histograms"]): Sums["histograms"] {
  const sum: Partial<Record<Latency, Record<string, number>>> = {};
  for (const key of keysOf(a, b)) {
    const histogram = addCounts<string>(a[key] ?? {}, b[key] ?? {});
    if (Object.keys(histogram).length > 0) sum[key] = histogram as Record<string, number>;
  }
  return sum;
}

/** In order. Without a set: most often one side has all the keys of the other, and this is what scores are made of. */
function keysOf<K extends string>(
  a: Readonly<Partial<Record<K, unknown>>>,
  b: Readonly<Partial<Record<K, unknown>>>,
): K[] {
  const keys = Object.keys(a);
  for (const key of Object.keys(b)) if (!Object.hasOwn(a, key)) keys.push(key);
  return keys.sort() as K[];
}
