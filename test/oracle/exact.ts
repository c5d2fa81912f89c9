import type { DatabaseSync, SQLOutputValue } from "node:sqlite";

/** 10⁶ parts are the whole. */
const WHOLE = 1_000_000n;
/** 10⁶ × 1.6448536², one-sided 95 %. METRICS.md §4. */
const Z = 2_705_543n;

/** What SQLite's 64 bits cannot hold: exact products, sums of fractions, and roots. Large integers travel as decimals. */
export function addExactFunctions(db: DatabaseSync): void {
  const define = (name: string, of: (...args: bigint[]) => bigint | string | null) =>
    db.function(
      name,
      { deterministic: true, useBigIntArguments: true, varargs: true },
      (...args: SQLOutputValue[]) =>
        args.some((arg) => arg === null) ? null : of(...args.map((arg) => BigInt(arg as bigint))),
    );
  define("exact_product", (a, b) => String(a! * b!));
  define("exact_min", (a, b) => String(a! < b! ? a : b));
  define("least_one", (a) => (a! < WHOLE ? a! : WHOLE));
  define("hundredths", (a, b) => String(a! / b!));
  define("jitter_within", (n, sum, squares, ppm) => {
    if (n! < 6n) return null;
    if (sum === 0n || n! * squares! < sum! * sum!) return 0n;
    // As published, rounded down to ppm: stddev ÷ mean < limit + 1 ppm, squared.
    const limit = ppm! + 1n;
    return (n! * squares! - sum! * sum!) * WHOLE * WHOLE < limit * limit * sum! * sum! ? 1n : 0n;
  });
  define("lower_bound_ppm", (credit, jobs) => {
    if (jobs === 0n) return null;
    const n = jobs! * WHOLE;
    const under = up(Z * (Z * n + 4n * credit! * (n - credit!)), n);
    return (WHOLE * (2n * credit! + Z - rootUp(under))) / (2n * (n + Z));
  });
  db.function("share_ppm", { useBigIntArguments: true }, (target, took) => {
    if (took === null) return 0n;
    return BigInt(took as bigint) <= BigInt(target as bigint)
      ? WHOLE
      : (WHOLE * BigInt(target as bigint)) / BigInt(took as bigint);
  });
  db.aggregate("exact_sum", {
    start: () => 0n,
    step: (sum: bigint, value: unknown) => sum + BigInt(value as string),
    result: String,
  } as never);
  db.aggregate("floor_sum_ppm", {
    useBigIntArguments: true,
    start: () => [0n, 1n] as [bigint, bigint],
    step: ([n, d]: [bigint, bigint], a: unknown, b: unknown): [bigint, bigint] => {
      const [x, y] = [BigInt(a as bigint), BigInt(b as bigint)];
      return [n * y + x * d, d * y];
    },
    result: ([n, d]: [bigint, bigint]) => {
      const ppm = (n * WHOLE) / d;
      return ppm < WHOLE ? ppm : WHOLE;
    },
  } as never);
}

const up = (a: bigint, b: bigint): bigint => (a + b - 1n) / b;

/** ⌈√n⌉ by halving the interval. */
function rootUp(n: bigint): bigint {
  let [low, high] = [0n, n + 1n];
  while (low < high) {
    const middle = (low + high) / 2n;
    if (middle * middle >= n) high = middle;
    else low = middle + 1n;
  }
  return low;
}
