import { Observation } from "../../../../schema/wire/observation.ts";
import { Envelope, type Reader, reasonOf } from "./envelope.ts";
import { readIngestMetrics } from "./ingest-metrics.ts";
import { readNetworkCapabilities } from "./network-capabilities.ts";
import { readPayment } from "./payment.ts";
import { readStreamEvents } from "./stream-events.ts";
import { readStreamStatus } from "./stream-status.ts";
import { readStreamTrace } from "./stream-trace.ts";

/** What one envelope says. `refused` names the field and what is wrong with it. */
export type ParsedEnvelope = { observations: Observation[] } | { refused: string };

const READERS: ReadonlyMap<string, Reader> = new Map([
  ["stream_trace", readStreamTrace],
  ["ai_stream_status", readStreamStatus],
  ["ai_stream_events", readStreamEvents],
  ["stream_ingest_metrics", readIngestMetrics],
  ["create_new_payment", readPayment],
  ["network_capabilities", readNetworkCapabilities],
]);

/**
 * The observations of one go-livepeer event envelope, with raw ids still in. Prompts, parameters, logs, stream ids and
 * client addresses end here. A type that says nothing of a job gives no observation, and is no error.
 */
export function parseEnvelope(value: unknown): ParsedEnvelope {
  const envelope = Envelope.safeParse(value);
  if (!envelope.success) return { refused: reasonOf(envelope.error, null) };
  const { id, type, timestamp, data } = envelope.data;
  const read = READERS.get(type)?.(data, { id, at: timestamp }) ?? { facts: [] };
  if ("refused" in read) return read;
  const observations = Observation.array().safeParse(read.facts);
  if (!observations.success) return { refused: reasonOf(observations.error, "observation") };
  return { observations: observations.data };
}
