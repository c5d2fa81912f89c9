import type { Hour } from "../../wire/quantity.ts";
import { claimOf } from "../job-sums.ts";
import type { Measured } from "./account-jobs.ts";
import { type Decider, isCountedBefore, isSettledIn, measuringSide } from "./counting.ts";
import type { Joined } from "./join-jobs.ts";
import type { Key } from "./row.ts";
import type { Side } from "./sides.ts";
import type { Tally } from "./tally.ts";
import type { Verdicts } from "./verdicts.ts";

/**
 * Adds what a job is worth, in the hour that decides it: where the hour before counted it already, to the view of
 * gateways' evidence alone. Without an orchestrator it is nobody's.
 */
export function tallyDecided(
  tally: Tally,
  key: Key,
  job: Joined,
  { decided, target }: Decider,
  verdicts: Verdicts,
  hour: Hour,
): void {
  const verdict = verdicts[target.role];
  if (key.orchestrator === null || verdict === null) return;
  const claim = claimOf(decided.entry, verdict);
  if (isCountedBefore(job, hour)) tally.addCorroborated(key, claim);
  else tally.add(key, claim, target.role === "gateway");
}

/**
 * Adds the first-output latency that only the orchestrator's agent measured of a job that a gateway decides: to the view of
 * all evidence, in the hour in which the second of them decides. An excused job adds none, and one that counted before did.
 */
export function tallyFirstOutput(
  tally: Tally,
  key: Key,
  job: Joined,
  { gateway }: Verdicts,
  hour: Hour,
): void {
  if (key.orchestrator === null || !isSettledIn(job, hour) || isCountedBefore(job, hour)) return;
  if (gateway?.outcome === "excused" || firstOutputBy(job.gateway) !== null) return;
  tally.add(key, { latencies: { first_output_ms: firstOutputBy(job.orchestrator) } }, false);
}

const firstOutputBy = (side: Side | null): number | null =>
  side?.decided?.entry.totals.first_output_ms ?? null;

/**
 * Adds a job's minutes, errors and bytes of the hour: from one side's windows, each window in its own hour. Bytes that a
 * gateway does not measure are the orchestrator's agent's, in the view of all evidence.
 */
export function tallyMinutes(tally: Tally, key: Key, job: Joined): void {
  const side = measuringSide(job);
  if (side === null || side.inHour === null || key.orchestrator === null) return;
  const corroborated = side.target.role === "gateway";
  const own = bytesIn(side.inHour);
  tally.add(key, { counts: own === null ? side.inHour : { ...side.inHour, ...own } }, corroborated);
  const other = corroborated && own === null ? bytesIn(job.orchestrator?.inHour ?? {}) : null;
  if (other !== null) tally.add(key, { counts: other }, false);
}

/** What a side measured of a job's bytes in an hour, and in how much time of the job; null where it measured none. */
function bytesIn({ bytes_received = 0, bytes_sent = 0, active_ms = 0, stall_ms = 0 }: Measured) {
  if (bytes_received === 0 && bytes_sent === 0) return null;
  return { bytes_received, bytes_sent, bytes_ms: active_ms + stall_ms };
}
