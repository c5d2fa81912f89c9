import type { FpsSummary } from "../wire/job.ts";
import type { JobTotals } from "../wire/job-entry.ts";
import { isqrt } from "./isqrt.ts";
import { scaled } from "./quotient.ts";

/** Fewer samples than this have no jitter. METRICS.md §2. */
export const JITTER_SAMPLES = 6;

/** FPS of a job over its samples with fps > 0, as integers rounded down; null is not known. */
export type Fps = Readonly<{
  meanMilli: number | null;
  stddevMilli: number | null;
  jitterPpm: number | null;
  samples: number;
  zeroSamples: number;
}>;

/** What FPS is computed from. */
export type FpsSums = Pick<
  JobTotals,
  | "active_ms"
  | "milli_fps_ms"
  | "samples"
  | "zero_samples"
  | "sum_milli_fps"
  | "sum_milli_fps_squared"
>;

/**
 * The mean is weighted by covered time; deviation and jitter are of the samples, unweighted, of the whole population.
 * Samples with fps = 0 enter none of them. Sums that no samples can have (Σx² · n < (Σx)²) say nothing: null.
 */
export function fpsOf(totals: FpsSums): Fps {
  const { active_ms, milli_fps_ms, samples, zero_samples } = totals;
  const n = BigInt(samples);
  const sum = BigInt(totals.sum_milli_fps);
  /** n²σ², in milli-fps². */
  const spread = n * BigInt(totals.sum_milli_fps_squared) - sum * sum;
  const known = samples > 0 && sum > 0n && spread >= 0n;
  const jittered = known && samples >= JITTER_SAMPLES;
  return {
    meanMilli: active_ms === 0 ? null : scaled(milli_fps_ms, 1, active_ms),
    stddevMilli: known ? Number(isqrt(spread / (n * n))) : null,
    jitterPpm: jittered ? Number(isqrt((spread * 10n ** 12n) / (sum * sum))) : null,
    samples,
    zeroSamples: zero_samples,
  };
}

/** The same for people: frames per second with three decimals, jitter as a ratio with six. */
export const fpsSummary = (totals: FpsSums): FpsSummary => summaryOf(fpsOf(totals));

/** Members stand in RFC 8785's order. */
export const summaryOf = (fps: Fps): FpsSummary => ({
  jitter: fps.jitterPpm === null ? null : fps.jitterPpm / 1_000_000,
  mean: fps.meanMilli === null ? null : fps.meanMilli / 1000,
  samples: fps.samples,
  stddev: fps.stddevMilli === null ? null : fps.stddevMilli / 1000,
  zero_samples: fps.zeroSamples,
});
