import * as z from "zod";
import type { ObservationInput } from "../../../../schema/wire/observation.ts";
import { type Reader, reader } from "./envelope.ts";
import { errorFact } from "./stream-error.ts";
import { liveWorkflow, MaybeModel, STREAM_FIELDS } from "./stream-fields.ts";

const Event = z.object({
  type: z.string(),
  pipeline: MaybeModel,
  message: z.string().nullish(),
  /** A runner's time of an error: float seconds. */
  time: z.number().nonnegative().max(253_402_300_799).nullish(),
  ...STREAM_FIELDS,
});

/** `ai_stream_events`: errors and restarts. Parameters are the user's, and nothing of them is read. */
export const readStreamEvents: Reader = reader(Event, (event, { id, at }): ObservationInput[] => {
  const { type, request_id: request, orchestrator_info: node } = event;
  const about = { id, at, request, node };
  const workflow = liveWorkflow(event.pipeline);
  if (type === "restart") return [{ ...about, ...workflow, kind: "restart" }];
  if (type !== "error") return [];
  // Cut to whole ms, as the status cuts the same float: both names of one error must be equal.
  const runnerMs = event.time == null ? null : Math.floor(event.time * 1000);
  return [{ ...errorFact(event.message ?? "", { ...about, runnerMs }), ...workflow }];
});
