import { Job } from "../../schema/wire/job.ts";
import type { z } from "zod";

/** A decided, perfect job; override only what the test is about. */
export const job = (override: Partial<z.input<typeof Job>> = {}): Job =>
  Job.parse({
    id: "00000000000000aa",
    request: null,
    orchestrator: `0x${"ab".repeat(20)}`,
    node: null,
    gateway: null,
    pipeline: "live-video-to-video",
    model: "streamdiffusion",
    gpu: null,
    region: null,
    purpose: "live",
    state: "decided",
    outcome: "success",
    cause: null,
    started_at: "2026-01-09T13:05:00.000Z",
    first_frame_at: null,
    ended_at: null,
    first_frame_ms: null,
    first_output_ms: null,
    fps: { mean: null, stddev: null, jitter: null, samples: 0, zero_samples: 0 },
    active_seconds: 0,
    stall_seconds: 0,
    errors: 0,
    restarts: 0,
    swapped: null,
    fees: { tickets: 0, face_value_wei: "0", expected_value_wei: "0" },
    credit_ppm: 1_000_000,
    evidence: {
      decided_by: "orchestrator",
      witness: "orchestrator",
      self_excused: false,
      qualities: { delivered_frames: null, first_frame: null, stability: null, e2e: null },
      gateway: null,
      orchestrator: null,
    },
    ...override,
  });
