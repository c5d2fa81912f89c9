import type { SloStatus } from "../wire/compliance.ts";
import { floorDivide, ratioOf } from "./quotient.ts";

/** An SLI's events, its objective, and below how many events nothing is said. */
export type Objective = Readonly<{
  good: number;
  valid: number;
  targetPpm: number;
  provisionalBelow: number;
}>;

/** Whether an objective was met, and the share of its error budget that is left. */
export function sloStatus({ good, valid, targetPpm, provisionalBelow }: Objective): SloStatus {
  const met = BigInt(good) * 1_000_000n >= BigInt(targetPpm) * BigInt(valid);
  return {
    ...ratioOf(good, valid),
    target_ppm: targetPpm,
    status:
      valid === 0
        ? "unobserved"
        : valid < provisionalBelow
          ? "insufficient"
          : met
            ? "met"
            : "breached",
    budget_left_ppm: budgetLeftPpm(good, valid, targetPpm),
  };
}

/**
 * 1 − bad ÷ allowed, in ppm, rounded down. An objective of 100 % allows nothing: nothing is left, or less than nothing by
 * the share that was bad.
 */
function budgetLeftPpm(good: number, valid: number, targetPpm: number): number | null {
  if (valid === 0) return null;
  const bad = BigInt(valid) - BigInt(good);
  const whole = BigInt(valid) * 1_000_000n;
  const allowed = whole - BigInt(valid) * BigInt(targetPpm);
  if (allowed === 0n) return Number(floorDivide(-bad * 1_000_000n, BigInt(valid)));
  return Number(floorDivide((allowed - bad * 1_000_000n) * 1_000_000n, allowed));
}
