import { ceilDivide, floorDivide } from "./quotient.ts";
import { isqrtUp } from "./isqrt.ts";

/** z² × 10⁶ for one-sided 95 % (z = 1.644854). METRICS.md §4. */
const Z = 2_705_543n;

const PPM = 1_000_000n;

/**
 * The Wilson lower bound, one-sided 95 %, of the mean credit, in ppm: exact integers. For values in [0, 1] the binomial
 * variance is an upper bound, so the bound holds for credit too. Null without a job.
 *
 * @param creditPpm  Σ credit, in ppm
 * @param jobs       jobs that the credit is shared by
 * @see Wilson, "Probable Inference, the Law of Succession, and Statistical Inference", JASA 22 (1927)
 */
export function scoreLowPpm(creditPpm: number, jobs: number): number | null {
  if (jobs === 0) return null;
  const a = BigInt(creditPpm);
  const n = BigInt(jobs) * PPM;
  const root = isqrtUp(ceilDivide(Z * (Z * n + 4n * a * (n - a)), n));
  const bound = floorDivide(PPM * (2n * a + Z - root), 2n * (n + Z));
  return bound < 0n ? 0 : Number(bound);
}
