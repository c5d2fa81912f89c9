import * as z from "zod";
import type { ObservationInput } from "../../../../schema/wire/observation.ts";
import { UnixMs } from "../../../../schema/wire/quantity.ts";
import { aboutOf } from "../runner-events/runner-words.ts";
import { traceFacts } from "../runner-events/runner-trace.ts";
import { type Reader, reader } from "./envelope.ts";
import { relayedWords, STREAM_FIELDS } from "./stream-fields.ts";

const Trace = z.object({ type: z.string(), timestamp: UnixMs.nullish(), ...STREAM_FIELDS });

/**
 * `stream_trace`: moments of a stream. A gateway's own are on its clock; a runner's come with the envelope's time as
 * `at`, and with the runner's as `runner_at`. `orchestrator_swap` has no time of its own and names who was left.
 */
export const readStreamTrace: Reader = reader(Trace, (trace, head): ObservationInput[] => {
  const words = relayedWords(trace, head);
  const about = aboutOf(words);
  const own = { ...about, at: trace.timestamp ?? head.at };
  switch (trace.type) {
    case "gateway_receive_stream_request":
      return [{ ...own, kind: "request_received" }];
    case "gateway_no_orchestrators_available":
      return [{ ...own, kind: "no_capacity" }];
    case "gateway_receive_first_processed_segment":
      return [{ ...own, kind: "first_output" }];
    case "gateway_ingest_stream_closed":
      return [{ ...own, kind: "ended", ending: "client_left" }];
    case "orchestrator_swap":
      return [{ ...about, kind: "swap" }];
    default:
      return traceFacts(trace, words);
  }
});
