import type { JobEntry, JobTotals } from "../wire/job-entry.ts";
import type { Sli, Targets } from "../wire/policy.ts";
import type { Counter } from "../wire/rollup.ts";
import type { Role } from "../wire/workflow.ts";
import { goodFrameMs } from "./delivered-frames.ts";
import { fpsOf } from "./fps.ts";
import { isDelivered } from "./outcome.ts";

/** A job that ran this long has to be smooth. METRICS.md §4. */
const SMOOTH_FROM_MS = 60_000;

type Events = readonly [good: number, valid: number];

/**
 * Good and valid events that a decided job adds to each SLI (METRICS.md §4): jobs, or milliseconds of M for the frame rate.
 * What this side could not see is no event. Availability is counted by slots, not by jobs, and efficiency not
 * at all: what a GPU's busy time is a proxy of is never judged.
 */
export function sliEvents(
  entry: JobEntry,
  totals: JobTotals,
  role: Role,
  targets: Targets,
  success: boolean,
): Partial<Record<Counter, number>> {
  const delivered = isDelivered(entry);
  const events: Record<Exclude<Sli, "availability" | "efficiency">, Events> = {
    success: job(success),
    startup: job(delivered),
    stability: role === "gateway" && totals.sources.swap ? job(!totals.swapped) : NONE,
    first_frame: delivered ? firstFrame(totals, role, targets) : NONE,
    e2e: role === "gateway" && totals.e2e_ms !== null ? job(totals.e2e_ms <= targets.e2e_ms) : NONE,
    ...fromSamples(entry, totals, role, targets),
  };
  const counts: Partial<Record<Counter, number>> = {};
  for (const [sli, [good, valid]] of Object.entries(events)) {
    counts[`sli.${sli as Sli}.good`] = good;
    counts[`sli.${sli as Sli}.valid`] = valid;
  }
  return counts;
}

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
  { workload }: JobEntry,
  totals: JobTotals,
  role: Role,
  targets: Targets,
): Record<"frame_rate" | "smoothness", Events> {
  if (workload !== "stream" || (role === "gateway" && !totals.sources.samples))
    return { frame_rate: NONE, smoothness: NONE };
  const { jitterPpm } = fpsOf(totals);
  const ran = totals.active_ms + totals.stall_ms >= SMOOTH_FROM_MS;
  return {
    frame_rate: [goodFrameMs(totals, targets), totals.span_ms],
    smoothness: ran ? job(jitterPpm !== null && jitterPpm <= targets.jitter_ppm) : NONE,
  };
}
