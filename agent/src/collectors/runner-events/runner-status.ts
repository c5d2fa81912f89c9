import * as z from "zod";
import type { ObservationInput } from "../../../../schema/wire/observation.ts";
import { UnixMs } from "../../../../schema/wire/quantity.ts";
import { liveWorkflow, MaybeModel } from "./live-workflow.ts";
import { runnerError } from "./runner-error.ts";
import { aboutOf, type RunnerWords } from "./runner-words.ts";

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

/** The fields of a runner's status (ai-runner `live/process/status.py`); prompts and logs are not among them. */
export const RUNNER_STATUS = {
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
};

/**
 * What a status says: a sample, and the error that it repeats. Its moments are on the runner's clock, so they leave here
 * as ages. A container remembers its last output and error: those from before the stream began are not the stream's.
 */
export function statusFacts(
  status: z.output<z.ZodObject<typeof RUNNER_STATUS>>,
  words: RunnerWords,
): ObservationInput[] {
  const { inference_status: inference, input_status: input, timestamp, start_time: start } = status;
  const workflow = liveWorkflow(status.pipeline);
  const age = (ms: number | null) => (ms === null || timestamp === null ? null : timestamp - ms);
  const isOlder = (ms: number) => start !== null && ms < start;
  const { last_output_time: outputMs, last_error_time: runnerMs } = inference;
  const sample: ObservationInput = {
    ...aboutOf(words),
    ...workflow,
    kind: "sample",
    fps: inference.fps,
    input_fps: input.fps,
    input_age_ms: age(input.at),
    output_age_ms: outputMs !== null && isOlder(outputMs) ? null : age(outputMs),
    runner_started_at: start,
    state: status.state,
    relayed: words.relayed,
  };
  if (runnerMs === null || isOlder(runnerMs)) return [sample];
  const error = runnerError(inference.last_error ?? "", words, runnerMs);
  return [sample, { ...error, ...workflow }];
}
