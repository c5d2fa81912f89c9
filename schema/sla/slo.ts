import { MOST_HOURS_BELOW, type SloStatus } from "../wire/compliance.ts";
import type { Hour } from "../wire/quantity.ts";
import { floorDivide, ratioOf } from "./quotient.ts";

/** Events of an SLI: how many there were, and how many of them were good. */
export type Events = Readonly<{ good: number; valid: number }>;

/** An SLI's events, its objective, below how many events nothing is said, and what it did lately. */
export type Objective = Events &
  Readonly<{
    targetPpm: number;
    provisionalBelow: number;
    /** Events of the last hour and of the last 24 hours before the period's end. */
    burn: Readonly<Record<"1h" | "24h", Events>>;
    /** Events of the period's hours in which some were bad; of an hour that is absent, none were. */
    hours: ReadonlyMap<Hour, Events>;
    /** Why it is not judged at all; null where it is. */
    reason: string | null;
  }>;

/** Whether an objective was met, what is left of its error budget, how fast it is spent, and in which hours. */
export function sloStatus(objective: Objective): SloStatus {
  const { good, valid, targetPpm, provisionalBelow, burn, hours } = objective;
  return {
    ...ratioOf(good, valid),
    target_ppm: targetPpm,
    status:
      valid === 0
        ? "unobserved"
        : valid < provisionalBelow
          ? "insufficient"
          : isMet(objective, targetPpm)
            ? "met"
            : "breached",
    budget_left_ppm: budgetLeftPpm(good, valid, targetPpm),
    burn_rate_ppm: {
      "1h": burnRatePpm(burn["1h"], targetPpm),
      "24h": burnRatePpm(burn["24h"], targetPpm),
    },
    hours_below: hoursBelow(hours, targetPpm),
    reason: objective.reason,
  };
}

const isMet = ({ good, valid }: Events, targetPpm: number): boolean =>
  BigInt(good) * 1_000_000n >= BigInt(targetPpm) * BigInt(valid);

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

/** (1 − good ÷ valid) ÷ (1 − target), in ppm, rounded down; null of nothing, and where nothing is allowed. */
export function burnRatePpm({ good, valid }: Events, targetPpm: number): number | null {
  const allowed = BigInt(valid) * BigInt(1_000_000 - targetPpm);
  if (allowed === 0n) return null;
  return Number(floorDivide(BigInt(valid - good) * 1_000_000_000_000n, allowed));
}

function hoursBelow(hours: ReadonlyMap<Hour, Events>, targetPpm: number): SloStatus["hours_below"] {
  const below = [...hours].filter(([, events]) => !isMet(events, targetPpm));
  const newest = below.toSorted(([a], [b]) => (a < b ? 1 : -1)).slice(0, MOST_HOURS_BELOW);
  return {
    n: below.length,
    newest: newest.map(([hour, { good, valid }]) => ({ hour, good, valid })),
  };
}
