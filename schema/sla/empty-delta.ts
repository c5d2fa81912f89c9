import type { JobDelta } from "../wire/job-entry.ts";

/** What a window adds to a job that it says nothing of. */
export const EMPTY_DELTA: Readonly<JobDelta> = {
  active_ms: 0,
  stall_ms: 0,
  samples: 0,
  zero_samples: 0,
  milli_fps_ms: 0,
  errors: 0,
  user_errors: 0,
  restarts: 0,
  bytes_received: 0,
  bytes_sent: 0,
};
