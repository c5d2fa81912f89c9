import * as z from "zod";
import { Cause, Ending } from "./cause.ts";
import { Address, Pseudonym } from "./identifier.ts";
import { Count, UnixMs, Wei } from "./quantity.ts";
import { Gpu, Pipeline, Purpose, WorkflowPart } from "./workflow.ts";

/** What one window adds to a job. Integers, so that windows add up to the job in any grouping. */
export const JobDelta = z.strictObject({
  /** Covered time with fps > 0. */
  active_ms: Count,
  /** Covered time with fps = 0 after the first output. */
  stall_ms: Count,
  /** Samples with fps > 0, and with fps = 0. */
  samples: Count,
  zero_samples: Count,
  /** Σ milli-fps × ms over covered time with fps > 0. */
  milli_fps_ms: Count,
  errors: Count,
  user_errors: Count,
  restarts: Count,
  bytes_received: Count,
  bytes_sent: Count,
});
export type JobDelta = z.infer<typeof JobDelta>;

/** `[whole input fps or null, whole output fps, ms, Σ milli-fps × ms]`: from it credit under any policy is exact. */
export const FrameBin = z.tuple([Count.nullable(), Count, Count, Count]);
export type FrameBin = z.infer<typeof FrameBin>;

/** Expected value = tickets × face value × win probability, exact in attowei: it is floored to wei once, at the end. */
export const Fees = z.strictObject({
  tickets: Count,
  face_value_wei: Wei,
  expected_value_attowei: Wei,
});
export type Fees = z.infer<typeof Fees>;

/** The whole job, carried by the entry of the window that decides it. Latencies are each on one clock. */
export const JobTotals = z.strictObject({
  ...JobDelta.shape,
  /** Null when the evidence stopped without an end. */
  ended_at: UnixMs.nullable(),
  last_evidence_at: UnixMs,
  ending: Ending,
  cause: Cause.nullable(),
  /** A code proves the cause; otherwise it is this side's claim. */
  cause_proven: z.boolean(),
  idle_slot: z.boolean().nullable(),
  /** Request received → first output received, on the gateway's clock. */
  first_frame_ms: Count.nullable(),
  /** Job received → first output sent, on the runner's clock. */
  first_output_ms: Count.nullable(),
  /** Mean media-timestamp difference of the video track. */
  e2e_ms: Count.nullable(),
  /** min(end, last input + 3 s) − last output; null without output. */
  stall_at_end_ms: Count.nullable(),
  /** Length of M = (first output + 10 s, end − 10 s] while input arrives. */
  span_ms: Count,
  frames: FrameBin.array().max(2048),
  /** Σ and Σ² of milli-fps over samples with fps > 0. */
  sum_milli_fps: Count,
  sum_milli_fps_squared: Count,
  swapped: z.boolean(),
  /** Timestamp pairs in an impossible order: left out, and counted. */
  impossible: Count,
  /** Which values this side could have seen at all. */
  sources: z.strictObject({
    first_frame: z.boolean(),
    first_output: z.boolean(),
    samples: z.boolean(),
    swap: z.boolean(),
    e2e: z.boolean(),
  }),
  fees: Fees,
});
export type JobTotals = z.infer<typeof JobTotals>;

/** One job in one window. `job` is a pseudonym that is unique within the agent. */
export const JobEntry = z.strictObject({
  job: Pseudonym,
  request: Pseudonym.nullable(),
  /** The attempt's ordinal at this orchestrator for this request, by start, from 0. */
  attempt: Count,
  workload: z.enum(["stream", "request"]),
  orchestrator: Address.nullable(),
  node: Address.nullable(),
  gateway: Address.nullable(),
  pipeline: Pipeline.nullable(),
  model: WorkflowPart.nullable(),
  gpu: Gpu.nullable(),
  purpose: Purpose,
  /** When this side first saw the job: a gateway by the request, an orchestrator by the job. */
  started_at: UnixMs,
  first_output_at: UnixMs.nullable(),
  /** The values are the runner's own words, repeated by a gateway. */
  relayed: z.boolean(),
  delta: JobDelta,
  /** Present in exactly one window of the job: the one that decides it. */
  totals: JobTotals.nullable(),
});
export type JobEntry = z.infer<typeof JobEntry>;
