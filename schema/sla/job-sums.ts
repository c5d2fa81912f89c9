import { FAULTS, type Cause } from "../wire/cause.ts";
import type { JobEntry, JobTotals } from "../wire/job-entry.ts";
import type { Policy, Quality, Targets } from "../wire/policy.ts";
import { type Counter, JOB_LATENCIES, type Sums } from "../wire/rollup.ts";
import type { Role } from "../wire/workflow.ts";
import type { Credit } from "./credit.ts";
import type { Fps } from "./fps.ts";
import { bucketOf } from "./histogram.ts";
import { sliEvents } from "./sli-events.ts";
import { countsOf, EMPTY_SUMS } from "./sums.ts";
import { type DecidedEntry, type Verdict, verdictOf } from "./verdict.ts";

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
  if (totals === null) return EMPTY_SUMS;
  const decided = { ...entry, totals };
  const { counts, latencies } = claimOf(decided, verdictOf(decided, role, targets, weights));
  return { counts: countsOf(counts), amounts: {}, histograms: histogramsOf(latencies) };
}

type Latencies = Partial<Pick<JobTotals, (typeof JOB_LATENCIES)[number]>>;

/** The same of a job whose verdict is known, as it is added to a row. */
export function claimOf(
  entry: DecidedEntry,
  verdict: Verdict,
): Readonly<{ counts: Counts; latencies: Latencies }> {
  const { totals } = entry;
  const { outcome, cause, selfExcused, role, credit, fps } = verdict;
  const seen: Counts = {
    impossible: totals.impossible,
    swapped: role === "gateway" && totals.swapped ? 1 : 0,
  };
  if (outcome === "excused") {
    const excused: Counts = { excused: 1, self_excused: selfExcused ? 1 : 0, ...causeCount(cause) };
    return { counts: { ...seen, ...excused }, latencies: {} };
  }
  const counts: Counts = {
    ...seen,
    ...(credit === null ? failed(cause ?? "unknown") : succeeded(credit)),
    ...jitterOf(fps),
    ...sliEvents(entry, verdict),
  };
  const { first_frame_ms, first_output_ms, e2e_ms } = totals;
  return { counts, latencies: { first_frame_ms, first_output_ms, e2e_ms } };
}

function succeeded({ creditPpm, lost, unobserved }: Credit): Counts {
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

const jitterOf = ({ jitterPpm }: Fps): Counts =>
  jitterPpm === null ? {} : { jitter_ppm: jitterPpm, jitter_jobs: 1 };

function histogramsOf(latencies: Latencies): Sums["histograms"] {
  const histograms: Sums["histograms"] = {};
  for (const latency of JOB_LATENCIES) {
    const ms = latencies[latency] ?? null;
    if (ms !== null) histograms[latency] = { [bucketOf(ms)]: 1 };
  }
  return histograms;
}
