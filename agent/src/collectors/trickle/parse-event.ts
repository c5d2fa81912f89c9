import * as z from "zod";
import { Observation, type ObservationInput } from "../../../../schema/wire/observation.ts";
import { UnixMs } from "../../../../schema/wire/quantity.ts";
import { eventFacts, RUNNER_EVENT } from "../runner-events/runner-error.ts";
import { RUNNER_STATUS, statusFacts } from "../runner-events/runner-status.ts";
import { traceFacts } from "../runner-events/runner-trace.ts";
import type { RunnerWords } from "../runner-events/runner-words.ts";

/** The session that an event belongs to, which its channel tells: an event says nothing of whom it concerns. */
export type EventAbout = Readonly<{
  /** Names the event once. */
  id: string;
  job: string;
  request: string | null;
  pipeline: string | null;
  model: string | null;
  /** When it was received, given when its runner says that it sent it: both Unix milliseconds, each on its clock. */
  at: (runnerMs: number | null) => number;
}>;

/** What one event says, with raw ids still in; or why it was refused: the field and what is wrong with it. */
export type ParsedEvent = { observations: Observation[] } | { refused: string };

const Stamp = z.object({ timestamp: UnixMs.nullish() });
const Payload = z.object({ queue_event_type: z.string(), event: Stamp });
const Type = z.object({ type: z.string() });
const Status = z.object(RUNNER_STATUS);
const Event = z.object(RUNNER_EVENT);
const Trace = z.object({ type: z.string(), ...Stamp.shape });

/**
 * Reads one segment of a `{mid}-events` channel: `{"event":{…},"queue_event_type":"…"}`, the words of the runner itself
 * (ai-runner `live/streamer/streamer.py`). Prompts, parameters and logs end here. A type that says nothing of a job gives
 * no observation, and is no error.
 */
export function parseEvent(text: string, about: EventAbout): ParsedEvent {
  const payload = parseJson(text);
  if ("refused" in payload) return payload;
  const outer = Payload.safeParse(payload.value);
  if (!outer.success) return { refused: reasonOf(outer.error, []) };
  const { queue_event_type: type, event } = outer.data;
  const { job, request } = about;
  const at = about.at(event.timestamp ?? null);
  const words = { id: about.id, errors: `error:${job}`, at, request, job, node: null };
  const facts = factsOf(type, (payload.value as { event: unknown }).event, {
    ...words,
    relayed: false,
  });
  if ("refused" in facts) return facts;
  const workflow = about.model === null ? {} : { pipeline: about.pipeline, model: about.model };
  const named = facts.facts.map((fact) => ({ ...fact, ...workflow }));
  const observations = Observation.array().safeParse(named);
  if (!observations.success) return { refused: reasonOf(observations.error, ["observation"]) };
  return { observations: observations.data };
}

type Facts = { facts: ObservationInput[] } | { refused: string };

function factsOf(queueType: string, event: unknown, words: RunnerWords): Facts {
  if (queueType === "stream_trace") return read(Trace, event, (trace) => traceFacts(trace, words));
  if (queueType !== "ai_stream_events") return { facts: [] };
  const kind = Type.safeParse(event);
  if (!kind.success) return { refused: reasonOf(kind.error, ["event"]) };
  return kind.data.type === "status"
    ? read(Status, event, (status) => statusFacts(status, words))
    : read(Event, event, (other) => eventFacts(other, words));
}

function read<S extends z.ZodType>(
  shape: S,
  event: unknown,
  facts: (event: z.output<S>) => ObservationInput[],
): Facts {
  const parsed = shape.safeParse(event);
  return parsed.success
    ? { facts: facts(parsed.data) }
    : { refused: reasonOf(parsed.error, ["event"]) };
}

function parseJson(text: string): { value: unknown } | { refused: string } {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return { refused: "not JSON" };
  }
}

/** The first issue, without the value: `event.inference_status.fps: Invalid input: expected number, received string`. */
function reasonOf({ issues: [first] }: z.ZodError, root: readonly string[]): string {
  const path = [...root, ...(first?.path ?? [])].join(".");
  return `${path === "" ? "payload" : path}: ${first?.message ?? "invalid"}`;
}
