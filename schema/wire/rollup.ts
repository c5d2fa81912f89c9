import * as z from "zod";
import { EXCUSES, FAULTS } from "./cause.ts";
import { Address } from "./identifier.ts";
import { QUALITIES, SLIS } from "./policy.ts";
import { Count, Hour, Wei } from "./quantity.ts";
import { Purpose, Region } from "./workflow.ts";

/** The view a number is made from: all evidence, or jobs that a registered gateway saw. */
export const Witness = z.enum(["any", "corroborated"]);
export type Witness = z.infer<typeof Witness>;

/**
 * What is counted, by name. Every counter is an integer that adds.
 *
 * - `success`, `failed`, `excused`, `self_excused`: jobs by outcome, in the hour that decided them; `self_excused` is
 *   a part of `excused`.
 * - `credit_ppm`: Σ credit of decided jobs; `lost.*`: Σ points lost by owner, in ppm; credit and lost add up to
 *   10⁶ × decided, exactly.
 * - `sli.*.good` and `sli.*.valid`: events of each SLI (jobs, milliseconds or slots).
 * - `active_ms`, `stall_ms`, `milli_frames`, `errors`, `user_errors`, `restarts`, `samples`, `zero_samples`,
 *   `bytes_*`: by the hour of their window. `milli_frames` = ⌊Σ milli-fps × ms ÷ 1000⌋ per window entry. `bytes_ms`: the
 *   active and stalled time of jobs in hours of which their bytes were measured.
 * - `jitter_ppm`, `jitter_jobs`: Σ jitter and the jobs that have one.
 * - `requests`, `missing_capacity`, `swapped`: a gateway's demand; swaps are charged to the orchestrator left.
 * - `tickets`, `*_slot_ms`; `slots_up`, `slots_down`, `slots_no_probe`; `windows`, `minutes`: of the agent itself.
 * - `utilisation_ppm`, `utilisation_samples`: Σ of the readings of a GPU's busy time, and how many there were; under the
 *   GPU's name, as it works for all workflows.
 * - `gateway_saw`, `agent_reported`: jobs behind `reporting`. `impossible`: flagged timestamp pairs.
 */
export const COUNTERS = [
  "success",
  "failed",
  "excused",
  "self_excused",
  "credit_ppm",
  ...FAULTS.map((cause) => `lost.${cause}` as const),
  ...QUALITIES.map((quality) => `lost.${quality}` as const),
  ...[...FAULTS, ...EXCUSES].map((cause) => `cause.${cause}` as const),
  ...QUALITIES.map((quality) => `unobserved.${quality}` as const),
  ...SLIS.flatMap((sli) => [`sli.${sli}.good`, `sli.${sli}.valid`] as const),
  "active_ms",
  "stall_ms",
  "milli_frames",
  "samples",
  "zero_samples",
  "errors",
  "user_errors",
  "restarts",
  "bytes_received",
  "bytes_sent",
  "bytes_ms",
  "jitter_ppm",
  "jitter_jobs",
  "requests",
  "missing_capacity",
  "swapped",
  "tickets",
  "linked_tickets",
  "unlinked_tickets",
  "busy_slot_ms",
  "idle_slot_ms",
  "loading_slot_ms",
  "utilisation_ppm",
  "utilisation_samples",
  "slots_up",
  "slots_down",
  "slots_no_probe",
  "windows",
  "minutes",
  "gateway_saw",
  "agent_reported",
  "impossible",
] as const;
export type Counter = (typeof COUNTERS)[number];

/** Money that adds: decimal strings. The three of each kind agree: linked + unlinked = all. */
export const AMOUNTS = [
  "face_value_wei",
  "linked_face_value_wei",
  "unlinked_face_value_wei",
  "expected_value_attowei",
  "linked_expected_value_attowei",
  "unlinked_expected_value_attowei",
] as const;
export type Amount = (typeof AMOUNTS)[number];

/** Latencies of jobs. */
export const JOB_LATENCIES = ["first_frame_ms", "first_output_ms", "e2e_ms"] as const;

/** And of containers and pipelines: how long they took to start, under the workflow and the GPU. */
export const LATENCIES = [...JOB_LATENCIES, "startup_ms"] as const;
export type Latency = (typeof LATENCIES)[number];

/** Additive sums. A key that is absent adds nothing; zero counts are left out, so that equal sums are equal bytes. */
export const Sums = z.strictObject({
  counts: z.partialRecord(z.enum(COUNTERS), Count),
  amounts: z.partialRecord(z.enum(AMOUNTS), Wei),
  /** Latency → index of the bound in the table of `schema/sla/histogram.ts` → jobs, or starts. */
  histograms: z.partialRecord(z.enum(LATENCIES), z.record(z.string().regex(/^\d{1,3}$/), Count)),
});
export type Sums = z.infer<typeof Sums>;

/** What a row is about; null is "not known" or "does not apply". */
export const RollupKey = z.strictObject({
  hour: Hour,
  orchestrator: Address.nullable(),
  pipeline: z.string().nullable(),
  model: z.string().nullable(),
  /** The GPU's name: UUIDs churn, and slots are host-scoped. */
  gpu: z.string().nullable(),
  region: Region.nullable(),
  /** The gateway's address, or its agent's key where it has none. */
  gateway: z.string().max(64).nullable(),
  purpose: Purpose,
  witness: Witness,
});
export type RollupKey = z.infer<typeof RollupKey>;

/** One row: a key and what adds up under it. */
export const Rollup = z.strictObject({ ...RollupKey.shape, sums: Sums });
export type Rollup = z.infer<typeof Rollup>;
