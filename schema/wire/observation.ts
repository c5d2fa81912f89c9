import * as z from "zod";
import { Cause, Ending } from "./cause.ts";
import { Address } from "./identifier.ts";
import { Count, UnixMs, Wei } from "./quantity.ts";
import { Gpu, Pipeline, Purpose, WorkflowPart } from "./workflow.ts";

/**
 * What every observation carries. `at` is Unix milliseconds on the observer's own clock. `request` and `job` are raw
 * ids where an application posts them; a collector replaces both by pseudonyms before anything is stored.
 */
const about = {
  /** Names this fact once: the same id again is a duplicate and changes nothing. */
  id: z.string().min(1).max(128),
  at: UnixMs,
  request: z.string().min(1).max(128).nullable().default(null),
  /** The observer's own id of the job; null where the request and the node tell which job is meant. */
  job: z.string().min(1).max(128).nullable().default(null),
  orchestrator: Address.nullable().default(null),
  node: Address.nullable().default(null),
  gateway: Address.nullable().default(null),
  pipeline: Pipeline.nullable().default(null),
  model: WorkflowPart.nullable().default(null),
  /** A gateway's status said so when it was asked: it counts only for a request that no event tells of. */
  polled: z.literal(true).optional(),
};

const kind = <K extends string, S extends z.ZodRawShape>(name: K, shape: S) =>
  z.strictObject({ kind: z.literal(name), ...about, ...shape });

/** Frames per second as a runner reports them. */
const Fps = z.number().nonnegative().max(10_000);

/** A moment on the runner's clock: to be compared with nothing but other moments on that clock. */
const RunnerMs = UnixMs.nullable().default(null);

/** A length of time on one clock. Negative where the clock says the impossible; that is flagged and never clamped. */
const Elapsed = z.int().min(-86_400_000).max(86_400_000);

/** One fact that a collector saw, of one kind. The input of everything we compute. */
export const Observation = z.discriminatedUnion("kind", [
  /** A gateway received a request from its application. */
  kind("request_received", { purpose: Purpose.default("live") }),
  /** A gateway found no orchestrator for a request. */
  kind("no_capacity", {}),
  /** An orchestrator was given a job. */
  kind("job_started", {
    workload: z.enum(["stream", "request"]).default("stream"),
    gpu: Gpu.nullable().default(null),
    purpose: Purpose.default("live"),
    runner_at: RunnerMs,
  }),
  /**
   * The first processed output. A gateway's own: it received it. An orchestrator's, or `relayed` by a gateway: the
   * runner sent it, at `runner_at`, or `latency_ms` after it received the job.
   */
  kind("first_output", {
    latency_ms: Elapsed.nullable().default(null),
    runner_at: RunnerMs,
    relayed: z.boolean().default(false),
  }),
  /** A runner's periodic status. Ages are at the moment of the sample, on the runner's clock. */
  kind("sample", {
    fps: Fps,
    input_fps: Fps.nullable().default(null),
    input_age_ms: Elapsed.nullable().default(null),
    output_age_ms: Elapsed.nullable().default(null),
    /** When the runner received the job. */
    runner_started_at: RunnerMs,
    state: z
      .enum(["loading", "offline", "online", "degraded_input", "degraded_inference", "error"])
      .nullable()
      .default(null),
    relayed: z.boolean().default(false),
  }),
  /** Media-timestamp difference of the video track, input minus output. */
  kind("e2e", { latency_ms: Elapsed }),
  /** Once per error, however long a source keeps repeating it. A message is read for its cause and not kept. */
  kind("error", {
    cause: Cause,
    proven: z.boolean().default(false),
    /** A gateway repeats the runner's words: they may accuse the runner, and never excuse it. */
    relayed: z.boolean().default(false),
  }),
  kind("restart", {}),
  /** The gateway moved the request away from this orchestrator. */
  kind("swap", {}),
  kind("ended", {
    ending: Ending.exclude(["silent", "moved"]),
    cause: Cause.nullable().default(null),
    /** A code says so, and not a claim. */
    proven: z.boolean().default(false),
    /** For a refusal: whether the orchestrator's own readings showed an idle slot. */
    idle_slot: z.boolean().nullable().default(null),
  }),
  kind("bytes", { received: Count, sent: Count }),
  /** Tickets paid. `session` links what comes without a request; `win_prob` is a decimal with at most 18 places. */
  kind("payment", {
    session: z.string().min(1).max(128).nullable().default(null),
    tickets: z.int().positive().max(1_000_000),
    face_value_wei: Wei,
    win_prob: z.string().regex(/^(0(\.\d{1,18})?|1(\.0{1,18})?)$/),
  }),
  kind("gpu", {
    gpu: Gpu,
    utilisation_ppm: z.int().min(0).max(1_000_000).nullable().default(null),
  }),
  /** A container or a pipeline was started and is ready now; milliseconds, each on one clock. */
  kind("startup", {
    gpu: Gpu.nullable().default(null),
    /** From its start to its first ready. */
    ready_ms: z.int().min(0).max(86_400_000).nullable().default(null),
    /** How long its model loaded, in the runner's own words. */
    load_ms: z.int().min(0).max(86_400_000).nullable().default(null),
  }),
  /** What an orchestrator offers for one workflow; it also tells which node serves which orchestrator. */
  kind("capacity", {
    in_use: Count,
    idle: Count,
    loading: Count.default(0),
    gpus: Gpu.array().max(64).default([]),
  }),
]);
export type Observation = z.infer<typeof Observation>;

/** An observation as an application may write it: fields with a default may be left out. */
export type ObservationInput = z.input<typeof Observation>;

/** What `POST /v1/observations` takes: at most 1,000 facts. */
export const ObservationBatch = z.strictObject({
  observations: Observation.array().min(1).max(1000),
});
