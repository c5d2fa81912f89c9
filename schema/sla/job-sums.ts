import { FAULTS, type Cause } from "../wire/cause.ts";
import type { JobEntry, JobTotals } from "../wire/job-entry.ts";
import type { Policy, Quality, Targets } from "../wire/policy.ts";
import { type Counter, JOB_LATENCIES, type Sums } from "../wire/rollup.ts";
import type { Role } from "../wire/workflow.ts";
import { creditOf } from "./credit.ts";
import { fpsOf } from "./fps.ts";
import { bucketOf } from "./histogram.ts";
import { outcomeOf } from "./outcome.ts";
import { sliEvents } from "./sli-events.ts";
import { countsOf } from "./sums.ts";

type Counts = Partial<Record<Counter, number>>;

/**
 * What a job adds in the hour that decides it, by the side that decides it: outcome, credit, points lost, SLI events,
 * jitter, latencies, swap. Nothing while it is pending. What is counted by the hour of each window (minutes, errors,
 * bytes), and money, is not in it. An excused job adds its cause and no event, so that it changes no score.
 */
export function sumsOfJob(
  entry: JobEntry,
  role: Role,
  targets: Targets,
  weights: Policy["weights"],
): Sums {
  const { totals } = entry;
  if (totals === null) return { counts: {}, amounts: {}, histograms: {} };
  const { outcome, cause, selfExcused } = outcomeOf(entry, role, targets);
  const seen: Counts = {
    impossible: totals.impossible,
    swapped: role === "gateway" && totals.swapped ? 1 : 0,
  };
  if (outcome === "excused") {
    const excused: Counts = { excused: 1, self_excused: selfExcused ? 1 : 0, ...causeCount(cause) };
    return { counts: countsOf({ ...seen, ...excused }), amounts: {}, histograms: {} };
  }
  const result =
    outcome === "success" ? succeeded(entry, role, targets, weights) : failed(cause ?? "unknown");
  const counts = countsOf({
    ...seen,
    ...result,
    ...jitterOf(totals),
    ...sliEvents(entry, totals, role, targets, outcome === "success"),
  });
  return { counts, amounts: {}, histograms: latenciesOf(totals) };
}

function succeeded(
  entry: JobEntry,
  role: Role,
  targets: Targets,
  weights: Policy["weights"],
): Counts {
  const { creditPpm, lost, unobserved } = creditOf(entry, role, targets, weights);
  const counts: Counts = { success: 1, credit_ppm: creditPpm };
  for (const [quality, ppm] of Object.entries(lost)) counts[`lost.${quality as Quality}`] = ppm;
  for (const quality of unobserved) counts[`unobserved.${quality}`] = 1;
  return counts;
}

/** A failed job delivered nothing: all of it is lost to its cause. */
function failed(cause: Cause): Counts {
  const fault = FAULTS.find((known) => known === cause) ?? "unknown";
  return { failed: 1, [`lost.${fault}`]: 1_000_000, ...causeCount(fault) };
}

const causeCount = (cause: Cause | null): Counts =>
  cause === null ? {} : { [`cause.${cause}` satisfies Counter]: 1 };

function jitterOf(totals: JobTotals): Counts {
  const { jitterPpm } = fpsOf(totals);
  return jitterPpm === null ? {} : { jitter_ppm: jitterPpm, jitter_jobs: 1 };
}

function latenciesOf(totals: JobTotals): Sums["histograms"] {
  const histograms: Sums["histograms"] = {};
  for (const latency of JOB_LATENCIES) {
    const ms = totals[latency];
    if (ms !== null) histograms[latency] = { [bucketOf(ms)]: 1 };
  }
  return histograms;
}
