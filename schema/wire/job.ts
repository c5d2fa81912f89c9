import * as z from "zod";
import { Cause, Ending } from "./cause.ts";
import { Address, AgentKey, Pseudonym } from "./identifier.ts";
import { Ppm, QUALITIES } from "./policy.ts";
import { Count, Wei } from "./quantity.ts";
import { TrustLevel } from "./target.ts";
import { Gpu, Purpose, Region, Role } from "./workflow.ts";

/** Exactly one of these, by METRICS.md §3. */
export const JobOutcome = z.enum(["pending", "success", "failed", "excused"]);
export type JobOutcome = z.infer<typeof JobOutcome>;

const Timestamp = z.iso.datetime();

/** FPS over samples with fps > 0; `mean` is time-weighted, `stddev` and `jitter` are not. Null is not known. */
export const FpsSummary = z.strictObject({
  mean: z.number().nonnegative().nullable(),
  stddev: z.number().nonnegative().nullable(),
  /** Population standard deviation over mean, of at least 6 samples. */
  jitter: z.number().nonnegative().nullable(),
  samples: Count,
  zero_samples: Count,
});
export type FpsSummary = z.infer<typeof FpsSummary>;

/** What one side saw of a job. */
export const JobSide = z.strictObject({
  agent: AgentKey,
  epoch: z.string(),
  seq: Count,
  role: Role,
  trust: TrustLevel,
  ending: Ending,
  outcome: JobOutcome,
  cause: Cause.nullable(),
  started_at: Timestamp,
  ended_at: Timestamp.nullable(),
  first_frame_ms: Count.nullable(),
  first_output_ms: Count.nullable(),
  e2e_ms: Count.nullable(),
  fps: FpsSummary,
  active_seconds: z.number().nonnegative(),
  impossible: Count,
  /** The FPS and the first-output latency are the runner's own words, repeated by the gateway. */
  relayed: z.boolean(),
});
export type JobSide = z.infer<typeof JobSide>;

/** One published job: `GET /v1/jobs`. */
export const Job = z.strictObject({
  id: Pseudonym,
  request: Pseudonym.nullable(),
  orchestrator: Address.nullable(),
  node: Address.nullable(),
  gateway: z.string().max(64).nullable(),
  pipeline: z.string().nullable(),
  model: z.string().nullable(),
  gpu: Gpu.nullable(),
  region: Region.nullable(),
  purpose: Purpose,
  state: z.enum(["open", "decided"]),
  outcome: JobOutcome,
  cause: Cause.nullable(),
  started_at: Timestamp,
  first_frame_at: Timestamp.nullable(),
  ended_at: Timestamp.nullable(),
  first_frame_ms: Count.nullable(),
  first_output_ms: Count.nullable(),
  fps: FpsSummary,
  active_seconds: z.number().nonnegative(),
  stall_seconds: z.number().nonnegative(),
  errors: Count,
  restarts: Count,
  /** Null where no source could see a swap. */
  swapped: z.boolean().nullable(),
  /** Face value = Σ tickets × face value of one ticket. */
  fees: z.strictObject({ tickets: Count, face_value_wei: Wei, expected_value_wei: Wei }),
  /** Null while the job is open or excused. */
  credit_ppm: Ppm.nullable(),
  evidence: z.strictObject({
    /** Whose evidence decided: a gateway's where a gateway saw the job. */
    decided_by: Role.nullable(),
    witness: z.enum(["orchestrator", "gateway", "both"]),
    self_excused: z.boolean(),
    /** Each quality's value in ppm, null where it did not apply or no source could see it. */
    qualities: z.strictObject(
      Object.fromEntries(QUALITIES.map((quality) => [quality, Ppm.nullable()])) as Record<
        (typeof QUALITIES)[number],
        z.ZodNullable<typeof Ppm>
      >,
    ),
    /** Both sides' values stay visible. */
    gateway: JobSide.nullable(),
    orchestrator: JobSide.nullable(),
  }),
});
export type Job = z.infer<typeof Job>;
