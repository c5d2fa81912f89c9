import { type Envelope, envelope } from "./envelope.ts";
import { attemptEvents, type GatewayEvent } from "./gateway-attempt.ts";
import type { SimGateway } from "./network.ts";
import { randomOf } from "./random.ts";
import type { SimRequest } from "./traffic.ts";

const NOBODY = { address: "", url: "" };

/**
 * What a gateway writes to its event topic about one request, in the order of time. Its own timestamps are on its
 * clock; what a runner says is forwarded with the runner's timestamps.
 */
export function envelopesOf(request: SimRequest, gateway: SimGateway): Envelope[] {
  const { id, receivedAt, attempts, closedAt, model } = request;
  const random = randomOf(`envelopes/${id}`);
  const ids = { request_id: id, stream_id: `stream-${id.slice(0, 6)}`, pipeline_id: "" };
  const local = (at: number) => at + gateway.skewMs;
  const trace = (at: number, type: string): GatewayEvent => ({
    at,
    type: "stream_trace",
    data: { type, timestamp: local(at), ...ids, orchestrator_info: NOBODY },
  });
  const failure = (message: string): GatewayEvent => ({
    at: closedAt,
    type: "ai_stream_events",
    data: { type: "error", ...ids, pipeline: model, capability: "", message },
  });
  const events = [
    trace(receivedAt, "gateway_receive_stream_request"),
    ...(attempts.length === 0 ? [failure("no orchestrators available within 2s timeout")] : []),
    ...attempts.flatMap((attempt, ordinal) =>
      attemptEvents({
        request,
        gateway,
        attempt,
        ids,
        moved: ordinal + 1 < attempts.length,
        random,
      }),
    ),
    // Every normal end of a stream is an "error" too.
    failure("whip disconnected"),
    trace(closedAt, "gateway_ingest_stream_closed"),
  ];
  return events
    .sort((a, b) => a.at - b.at)
    .map(({ at, type, data }) => envelope(random, local(at), type, data));
}
