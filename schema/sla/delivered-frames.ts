import type { JobTotals } from "../wire/job-entry.ts";
import type { Targets } from "../wire/policy.ts";

type Span = Pick<JobTotals, "frames" | "span_ms">;

/**
 * The share of the promised frames that came, in ppm, rounded down once: Σ ms · min(fps, T) ÷ T, over the length of M
 * (METRICS.md §4). T of a sample is the target, or its input where that is less, but at least half of the target. Time
 * that no sample covers earns nothing. Null where M is empty.
 */
export function deliveredFramesPpm({ frames, span_ms }: Span, targets: Targets): number | null {
  if (span_ms === 0) return null;
  let share: Fraction = [0n, 1n];
  for (const [input, , ms, milliFpsMs] of frames) {
    const milliT = BigInt(milliTarget(input, targets));
    share = add(share, [min(BigInt(milliFpsMs), BigInt(ms) * milliT), milliT]);
  }
  return Number(min(1_000_000n, (1_000_000n * share[0]) / (share[1] * BigInt(span_ms))));
}

/** Milliseconds of M at T or above: the good events of the frame rate, of `span_ms` valid ones. */
export function goodFrameMs({ frames, span_ms }: Span, targets: Targets): number {
  const good = frames.reduce((sum, [input, , ms, milliFpsMs]) => {
    const milliT = BigInt(milliTarget(input, targets));
    return BigInt(milliFpsMs) >= BigInt(ms) * milliT ? sum + ms : sum;
  }, 0);
  return Math.min(good, span_ms);
}

/** T in milli-fps: half a target may be half a frame. Without input fps, the target. */
const milliTarget = (input: number | null, { fps }: Targets): number =>
  Math.max(Math.min(fps, input ?? fps) * 1000, fps * 500);

type Fraction = readonly [numerator: bigint, denominator: bigint];

/** T takes few values, so a sum's denominator stays small when equal ones are not multiplied. */
function add([a, b]: Fraction, [c, d]: Fraction): Fraction {
  const common = gcd(b, d);
  return [a * (d / common) + c * (b / common), (b / common) * d];
}

const gcd = (a: bigint, b: bigint): bigint => (b === 0n ? a : gcd(b, a % b));

const min = (a: bigint, b: bigint): bigint => (a < b ? a : b);
