import { EMPTY_DELTA } from "../../schema/sla/empty-delta.ts";
import type { JobDelta, JobEntry, JobTotals } from "../../schema/wire/job-entry.ts";
import { Pseudonym } from "../../schema/wire/identifier.ts";
import type { Targets } from "../../schema/wire/policy.ts";

/** The defaults of METRICS.md §4. */
export const TARGETS: Targets = {
  fps: 15,
  first_frame_ms: 4000,
  first_output_ms: 2500,
  e2e_ms: 3000,
  jitter_ppm: 100_000,
};

export const WEIGHTS = { delivered_frames: 45, first_frame: 25, stability: 20, e2e: 10 };

const ID = Pseudonym.parse("0123456789abcdef");

export const delta = (more: Partial<JobDelta> = {}): JobDelta => ({
  ...EMPTY_DELTA,
  ...more,
});

/** A stream of 100 s at 15 fps, perfect to both sides, with every source. */
export const totals = (more: Partial<JobTotals> = {}): JobTotals => ({
  ...delta({ active_ms: 99_000, samples: 10, milli_fps_ms: 99_000 * 15_000 }),
  ended_at: 1_100_000,
  last_evidence_at: 1_100_000,
  ending: "client_left",
  cause: null,
  cause_proven: false,
  idle_slot: null,
  first_frame_ms: 1500,
  first_output_ms: 1000,
  e2e_ms: 400,
  stall_at_end_ms: 0,
  span_ms: 80_000,
  frames: [[20, 15, 80_000, 80_000 * 15_000]],
  sum_milli_fps: 10 * 15_000,
  sum_milli_fps_squared: 10 * 15_000 * 15_000,
  swapped: false,
  impossible: 0,
  sources: { first_frame: true, first_output: true, samples: true, swap: true, e2e: true },
  fees: { tickets: 0, face_value_wei: "0", expected_value_attowei: "0" },
  ...more,
});

/** The same without any output. */
export const outputless = (more: Partial<JobTotals> = {}): JobTotals =>
  totals({
    ...delta(),
    first_frame_ms: null,
    first_output_ms: null,
    e2e_ms: null,
    stall_at_end_ms: null,
    span_ms: 0,
    frames: [],
    sum_milli_fps: 0,
    sum_milli_fps_squared: 0,
    ...more,
  });

/** A job that started at 1,000,000 ms. Output at `first_output_at` unless its totals have none. */
export const entry = (of: JobTotals | null = totals(), more: Partial<JobEntry> = {}): JobEntry => ({
  job: ID,
  request: ID,
  attempt: 0,
  workload: "stream",
  orchestrator: null,
  node: null,
  gateway: null,
  pipeline: "live-video-to-video",
  model: "streamdiffusion-sdxl",
  gpu: null,
  purpose: "live",
  started_at: 1_000_000,
  first_output_at: of?.first_output_ms == null ? null : 1_001_000,
  relayed: false,
  delta: delta(),
  totals: of,
  ...more,
});
