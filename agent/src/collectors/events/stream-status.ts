import * as z from "zod";
import { RUNNER_STATUS, statusFacts } from "../runner-events/runner-status.ts";
import { type Reader, reader } from "./envelope.ts";
import { relayedWords, STREAM_FIELDS } from "./stream-fields.ts";

const Status = z.object({ ...RUNNER_STATUS, ...STREAM_FIELDS });

/** `ai_stream_status`: a runner's words about its stream, every 10 s, repeated by the gateway. */
export const readStreamStatus: Reader = reader(Status, (status, head) =>
  statusFacts(status, relayedWords(status, head)),
);
