import { scaled } from "../quotient.ts";

/**
 * The percentile rank in ppm, rounded down: ⌊10⁶ × (2 × worse + equal) ÷ (2 × n)⌋. Equal values share the middle of their
 * places, and the value itself is one of them, so that ranks of a cohort are in its middle on average.
 *
 * @param ascending  the values of the cohort, sorted, `value` among them
 * @see Roscoe, "Fundamental Research Statistics" (1975): PR = (CF − 0.5 F) ÷ N
 */
export function rankPpm(
  ascending: readonly number[],
  value: number,
  better: "higher" | "lower",
): number {
  const below = firstAt(ascending, (other) => other >= value);
  const upTo = firstAt(ascending, (other) => other > value);
  const n = ascending.length;
  const worse = better === "higher" ? below : n - upTo;
  return scaled(2 * worse + (upTo - below), 1_000_000, 2 * n);
}

/** The q ÷ 4 quantile by nearest rank: Hyndman & Fan's type 1. @param ascending at least one value, sorted */
export function quartile(ascending: readonly number[], q: 1 | 2 | 3): number {
  const value = ascending[Math.ceil((ascending.length * q) / 4) - 1];
  if (value === undefined) throw new RangeError("a quartile of no values");
  return value;
}

/** The first index from which on a test holds; the length where it never does. It never stops holding. */
function firstAt(ascending: readonly number[], holds: (value: number) => boolean): number {
  let [low, high] = [0, ascending.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(ascending[middle] ?? Infinity)) high = middle;
    else low = middle + 1;
  }
  return low;
}
