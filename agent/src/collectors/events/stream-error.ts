import { causeOf } from "../../../../schema/sla/causes.ts";
import type { ObservationInput } from "../../../../schema/wire/observation.ts";
import { aboutOf, type RunnerWords } from "../runner-events/runner-words.ts";

/**
 * What a gateway's own error message says, as an observation; the message itself is not kept. Every normal end of a
 * stream is reported as an error, and a request without an orchestrator too: neither is one.
 */
export function gatewayError(message: string, words: RunnerWords): ObservationInput {
  const { kind, cause, proven } = causeOf(message);
  const about = aboutOf(words);
  if (kind === "no_capacity") return { ...about, kind: "no_capacity" };
  if (kind === "end") return { ...about, kind: "ended", ending: "client_left" };
  return { ...about, kind: "error", cause, proven, relayed: false };
}
