import type { Attempt, RunnerSample } from "./attempt.ts";
import type { SimGateway } from "./network.ts";
import type { Random } from "./random.ts";
import type { SimRequest } from "./traffic.ts";

/** An event before it is wrapped. `at` is true time, Unix milliseconds. */
export type GatewayEvent = Readonly<{ at: number; type: string; data: object }>;

type Seen = Readonly<{
  request: SimRequest;
  gateway: SimGateway;
  attempt: Attempt;
  ids: Readonly<{ request_id: string; stream_id: string; pipeline_id: string }>;
  /** The gateway takes the stream elsewhere afterwards. */
  moved: boolean;
  random: Random;
}>;

/** A gateway pays ahead once, then about every 54 s, as the real topic shows. */
const PAYMENT_MS = 54_000;
const INGEST_MS = 5_000;

/** What a gateway's topic has of one orchestrator's part in a request: nothing where that one refused. */
export function attemptEvents(seen: Seen): GatewayEvent[] {
  if (seen.attempt.behaviour === "refused") return [];
  return [...traces(seen), ...payments(seen), ...statuses(seen), ...ingest(seen)];
}

const infoOf = ({ orchestrator }: Attempt) => ({
  address: orchestrator.node,
  url: orchestrator.uri,
});

const every = (ms: number, { startedAt, endedAt }: Attempt): number[] =>
  Array.from(
    { length: Math.max(0, Math.ceil((endedAt - startedAt) / ms) - 1) },
    (_, index) => startedAt + (index + 1) * ms,
  );

function traces({ request, gateway, attempt, ids, moved, random }: Seen): GatewayEvent[] {
  const { orchestrator, firstOutputAt, endedAt, behaviour } = attempt;
  const about = { ...ids, orchestrator_info: infoOf(attempt) };
  const runner = (at: number) => at + orchestrator.skewMs;
  const events: GatewayEvent[] = [];
  const trace = (at: number, type: string, timestamp: number) =>
    events.push({ at, type: "stream_trace", data: { type, timestamp, ...about } });
  if (firstOutputAt !== null) {
    trace(firstOutputAt + 8, "runner_send_first_processed_segment", runner(firstOutputAt));
    const receivedAt = firstOutputAt + random.between(250, 900);
    trace(receivedAt, "gateway_receive_first_processed_segment", receivedAt + gateway.skewMs);
  }
  if (behaviour === "death") {
    const message = "CUDA error: an illegal memory access was encountered";
    const said = { message, time: runner(endedAt) / 1000, timestamp: runner(endedAt) };
    const data = { type: "error", ...about, pipeline: request.model, ...said };
    events.push({ at: endedAt + 6, type: "ai_stream_events", data });
  }
  if (moved) {
    // A swap has no timestamp of its own, and names the orchestrator that was left.
    const data = { type: "orchestrator_swap", ...about, pipeline: request.model, message: "" };
    events.push({ at: endedAt + 200, type: "stream_trace", data });
  }
  return events;
}

function payments({ request, gateway, attempt, random }: Seen): GatewayEvent[] {
  const { orchestrator, startedAt } = attempt;
  const sessionID = random.hex(8);
  const manifest = random.hex(8);
  const payment = (at: number, first: boolean): GatewayEvent => ({
    at,
    type: "create_new_payment",
    data: {
      clientIP: "",
      // Only the first payment of a session says for which request it is.
      requestID: first ? request.id : "",
      capability: "",
      manifestID: first ? `35_${request.model}` : manifest,
      sessionID,
      recipient: orchestrator.address,
      faceValue: "2400000000000000 WEI",
      winProb: "0.0010000000",
      price: "1646.821 wei/pixel",
      numTickets: first ? "2" : "1",
      sender: gateway.address,
      orchestrator: orchestrator.uri,
    },
  });
  return [
    payment(startedAt - 20, true),
    ...every(PAYMENT_MS, attempt).map((at) => payment(at, false)),
  ];
}

function statuses({ request, attempt, ids }: Seen): GatewayEvent[] {
  const { orchestrator, startedAt, samples } = attempt;
  const runner = (at: number) => at + orchestrator.skewMs;
  const status = (sample: RunnerSample, index: number) => ({
    type: "status",
    timestamp: runner(sample.at),
    last_status_timestamp: runner(samples[index - 1]?.at ?? startedAt),
    ...ids,
    orchestrator_info: infoOf(attempt),
    pipeline: request.model,
    start_time: runner(startedAt),
    state: sample.state,
    last_state_update_time: runner(startedAt),
    input_status: { last_input_time: runner(sample.lastInputAt), fps: sample.inputFps },
    inference_status: {
      last_output_time: sample.lastOutputAt === null ? null : runner(sample.lastOutputAt),
      fps: sample.fps,
      last_params_update_time: runner(startedAt),
      last_params: null,
      last_params_hash: "",
      last_error_time: null,
      last_error: null,
      last_restart_time: null,
      last_restart_logs: null,
      restart_count: 0,
    },
  });
  return samples.map((sample, index) => ({
    at: sample.at + 6,
    type: "ai_stream_status",
    data: status(sample, index),
  }));
}

function ingest({ gateway, attempt, ids, random }: Seen): GatewayEvent[] {
  const { startedAt, firstOutputAt } = attempt;
  return every(INGEST_MS, attempt).map((at) => {
    const input = (at - startedAt) / 1000;
    const runs = firstOutputAt !== null && at > firstOutputAt + 1_000;
    const output = runs ? Math.max(0.001, input - 0.9 - random.next() * 0.4) : 0;
    const video = {
      type: "video",
      jitter: 4,
      packets_lost: 0,
      packets_received: Math.round(input * 190),
      packet_loss_pct: 0,
      rtt: 0,
      last_input_ts: input,
      last_output_ts: output,
      latency: input - output,
    };
    const transport = {
      ID: "iceTransport",
      BytesReceived: Math.round(input * 160_000),
      BytesSent: 4021,
    };
    const stats = { peer_conn_stats: transport, track_stats: [video], conn_quality: "good" };
    const data = { timestamp: at + gateway.skewMs, ...ids, stats };
    return { at, type: "stream_ingest_metrics", data };
  });
}
