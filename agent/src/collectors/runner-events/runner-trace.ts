import type { ObservationInput } from "../../../../schema/wire/observation.ts";
import { aboutOf, type RunnerWords } from "./runner-words.ts";

/** The observation of a runner's moment, which it took at `timestamp` on its own clock; none of another moment. */
export function traceFacts(
  { type, timestamp }: { type: string; timestamp?: number | null | undefined },
  words: RunnerWords,
): ObservationInput[] {
  const moment = { ...aboutOf(words), runner_at: timestamp ?? null };
  switch (type) {
    case "runner_receive_stream_request":
      return [{ ...moment, kind: "job_started" }];
    case "runner_send_first_processed_segment":
      return [{ ...moment, kind: "first_output", relayed: words.relayed }];
    default:
      return [];
  }
}
