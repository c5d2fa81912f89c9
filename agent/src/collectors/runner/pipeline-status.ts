import * as z from "zod";
import { causeOf } from "../../../../schema/sla/causes.ts";
import type { Cause } from "../../../../schema/wire/cause.ts";
import { UnixMs } from "../../../../schema/wire/quantity.ts";
import { WorkflowPart } from "../../../../schema/wire/workflow.ts";
import { parseJson, type Parsed } from "./runner-json.ts";

const STATES = [
  "loading",
  "offline",
  "online",
  "degraded_input",
  "degraded_inference",
  "error",
] as const;
export type RunnerState = (typeof STATES)[number];

/** A live runner's word about its current stream, or its last. Moments are on the runner's clock, Unix ms. */
export type PipelineStatus = Readonly<{
  model: string | null;
  state: RunnerState | null;
  /** When the stream began; null before the first. With the runner it names the job. */
  startedMs: number | null;
  inputFps: number;
  fps: number;
  lastInputMs: number | null;
  lastOutputMs: number | null;
  /** The last error; it stays until the next one. */
  error: Readonly<{ atMs: number; cause: Cause }> | null;
  restartedMs: number | null;
}>;

/** A moment, or null: the runner serialises one that was never as null or as 0. */
const Moment = UnixMs.nullish().transform((ms) => ms || null);
const Fps = z.number().nonnegative().max(10_000);

const Status = z
  .object({
    pipeline: WorkflowPart.nullish().catch(null),
    state: z.string(),
    start_time: Moment,
    input_status: z.object({ fps: Fps, last_input_time: Moment }),
    inference_status: z.object({
      fps: Fps,
      last_output_time: Moment,
      last_error_time: Moment,
      last_error: z.string().nullish(),
      last_restart_time: Moment,
    }),
  })
  .transform(
    ({ pipeline, state, start_time, input_status: input, inference_status: inference }) => ({
      model: pipeline ?? null,
      state: stateOf(state.toLowerCase()),
      startedMs: start_time,
      inputFps: input.fps,
      fps: inference.fps,
      lastInputMs: input.last_input_time,
      lastOutputMs: inference.last_output_time,
      error:
        inference.last_error_time === null
          ? null
          : { atMs: inference.last_error_time, cause: causeOf(inference.last_error ?? "").cause },
      restartedMs: inference.last_restart_time,
    }),
  );

/**
 * `GET /api/status` of a live runner's inner API: `live/process/status.py`. Parameters and logs are the user's and the
 * operator's: no shape names them, and an error's message is read for its cause and dropped here.
 */
export const parsePipelineStatus = (text: string): Parsed<PipelineStatus> =>
  parseJson("status", Status, text);

function stateOf(state: string): RunnerState | null {
  if (state === "idle") return "offline";
  if (state === "initializing") return "loading";
  return STATES.find((known) => known === state) ?? null;
}
