import * as z from "zod";
import type { ObservationInput } from "../../../../schema/wire/observation.ts";
import { UnixMs } from "../../../../schema/wire/quantity.ts";
import { type Reader, reader } from "./envelope.ts";
import { errorFact } from "./stream-error.ts";
import { liveWorkflow, MaybeModel, STREAM_FIELDS } from "./stream-fields.ts";

const Fps = z.number().nonnegative().max(10_000);
const Moment = UnixMs.nullish().transform((ms) => ms ?? null);

const STATES = [
  "loading",
  "offline",
  "online",
  "degraded_input",
  "degraded_inference",
  "error",
] as const;
const State = z
  .string()
  .nullish()
  .transform((state) => STATES.find((known) => known === state?.toLowerCase()) ?? null);

const Status = z.object({
  pipeline: MaybeModel,
  state: State,
  start_time: Moment,
  timestamp: Moment,
  input_status: z
    .object({ fps: Fps.nullish(), last_input_time: Moment })
    .nullish()
    .transform((input) => ({ fps: input?.fps ?? null, at: input?.last_input_time ?? null })),
  inference_status: z.object({
    fps: Fps,
    last_output_time: Moment,
    last_error_time: Moment,
    last_error: z.string().nullish(),
  }),
  ...STREAM_FIELDS,
});

/**
 * `ai_stream_status`: a runner's words about its stream, every 10 s, repeated by the gateway. Its moments are on the
 * runner's clock, so they leave here as ages. `last_error` stays until the next one; one from before the stream began
 * is not the stream's.
 */
export const readStreamStatus: Reader = reader(Status, (status, { id, at }): ObservationInput[] => {
  const { inference_status: inference, input_status: input, timestamp, start_time: start } = status;
  const about = { at, request: status.request_id, node: status.orchestrator_info };
  const workflow = liveWorkflow(status.pipeline);
  const age = (ms: number | null) => (ms === null || timestamp === null ? null : timestamp - ms);
  const sample: ObservationInput = {
    id,
    ...about,
    ...workflow,
    kind: "sample",
    fps: inference.fps,
    input_fps: input.fps,
    input_age_ms: age(input.at),
    output_age_ms: age(inference.last_output_time),
    runner_started_at: start,
    state: status.state,
    relayed: true,
  };
  const runnerMs = inference.last_error_time;
  if (runnerMs === null || (start !== null && runnerMs < start)) return [sample];
  const error = errorFact(inference.last_error ?? "", { id: `${id}:error`, ...about, runnerMs });
  return [sample, { ...error, ...workflow }];
});
