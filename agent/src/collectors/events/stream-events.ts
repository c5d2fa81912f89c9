import * as z from "zod";
import { liveWorkflow } from "../runner-events/live-workflow.ts";
import { eventFacts, RUNNER_EVENT, runnerMsOf } from "../runner-events/runner-error.ts";
import { type Reader, reader } from "./envelope.ts";
import { gatewayError } from "./stream-error.ts";
import { relayedWords, STREAM_FIELDS } from "./stream-fields.ts";

const Event = z.object({ ...RUNNER_EVENT, ...STREAM_FIELDS });

/**
 * `ai_stream_events`: errors and restarts. Parameters are the user's, and nothing of them is read. An error that names
 * neither a node nor a runner's time is the gateway's own.
 */
export const readStreamEvents: Reader = reader(Event, (event, head) => {
  const words = relayedWords(event, head);
  const isGateways = event.type === "error" && words.node === null && runnerMsOf(event) === null;
  if (!isGateways) return eventFacts(event, words);
  return [{ ...gatewayError(event.message ?? "", words), ...liveWorkflow(event.pipeline) }];
});
