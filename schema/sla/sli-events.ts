import type { JobTotals } from "../wire/job-entry.ts";
import { type Sli, SLIS, type Targets } from "../wire/policy.ts";
import type { Counter } from "../wire/rollup.ts";
import type { Role } from "../wire/workflow.ts";
import { goodFrameMs } from "./delivered-frames.ts";
import type { Fps } from "./fps.ts";
import { isDelivered } from "./outcome.ts";
import type { DecidedEntry, Verdict } from "./verdict.ts";

/** A job that ran this long has to be smooth. METRICS.md §4. */
const SMOOTH_FROM_MS = 60_000;

type Events = readonly [good: number, valid: number];

/**
 * Good and valid events that a decided job adds to each SLI (METRICS.md §4): jobs, or milliseconds of M for the frame rate.
 * What this side could not see is no event. Availability is counted by slots, not by jobs, and efficiency not
 * at all: what a GPU's busy time is a proxy of is never judged.
 */
export function sliEvents(
  entry: DecidedEntry,
  { outcome, role, targets, fps }: Verdict,
): Partial<Record<Counter, number>> {
  const { totals } = entry;
  const delivered = isDelivered(entry);
  const events: Record<JobSli, Events> = {
    success: job(outcome === "success"),
    startup: job(delivered),
    stability: role === "gateway" && totals.sources.swap ? job(!totals.swapped) : NONE,
    first_frame: delivered ? firstFrame(totals, role, targets) : NONE,
    e2e: role === "gateway" && totals.e2e_ms !== null ? job(totals.e2e_ms <= targets.e2e_ms) : NONE,
    ...fromSamples(entry, role, targets, fps),
  };
  const counts: Partial<Record<Counter, number>> = {};
  for (const [sli, good, valid] of COUNTED) [counts[good], counts[valid]] = events[sli];
  return counts;
}

type JobSli = Exclude<Sli, "availability" | "efficiency">;

/** What each SLI of jobs counts. */
const COUNTED = SLIS.filter((sli) => sli !== "availability" && sli !== "efficiency").map(
  (sli) => [sli, `sli.${sli}.good`, `sli.${sli}.valid`] as const,
);

const NONE: Events = [0, 0];

const job = (good: boolean): Events => [good ? 1 : 0, 1];

function firstFrame(totals: JobTotals, role: Role, targets: Targets): Events {
  const { first_frame_ms, first_output_ms, sources } = totals;
  if (role === "orchestrator")
    return job(first_output_ms !== null && first_output_ms <= targets.first_output_ms);
  if (first_frame_ms === null) return sources.first_frame ? job(false) : NONE;
  return job(first_frame_ms <= targets.first_frame_ms);
}

/** Frame rate and smoothness: of streams, by a side that reads samples. */
function fromSamples(
  { workload, totals }: DecidedEntry,
  role: Role,
  targets: Targets,
  { jitterPpm }: Fps,
): Record<"frame_rate" | "smoothness", Events> {
  if (workload !== "stream" || (role === "gateway" && !totals.sources.samples))
    return { frame_rate: NONE, smoothness: NONE };
  const ran = totals.active_ms + totals.stall_ms >= SMOOTH_FROM_MS;
  return {
    frame_rate: [goodFrameMs(totals, targets), totals.span_ms],
    smoothness: ran ? job(jitterPpm !== null && jitterPpm <= targets.jitter_ppm) : NONE,
  };
}
