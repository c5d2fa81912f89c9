import { SIM_MODEL } from "./trickle-server-events.ts";

/** An orchestrator as its gateway names it: on-chain recipient and hot wallet. */
export type Place = Readonly<{ orchestrator: string; node: string }>;

/** What a gateway writes of one request, an envelope a line. Times are Unix milliseconds on its clock. */
export type GatewayWords = Readonly<{
  received: (at: number) => string;
  /** One ticket of 2.4e15 wei at 0.001, paid ahead for a session with that orchestrator. */
  pays: (at: number, to: Place) => string;
  firstOutput: (at: number) => string;
  /** 20 fps in and out, the runner's own words about a stream that it received at `startedAt`. */
  status: (at: number, from: Place, startedAt: number, isPartial?: boolean) => string;
  /** What the runner said before it died. */
  error: (at: number, from: Place, message: string) => string;
  /** Names the orchestrator that is left, and has no time of its own. */
  swap: (at: number, left: Place) => string;
  closed: (at: number) => string;
}>;

/** go-livepeer's events of a request (`monitor/kafka.go`), without what no agent reads. */
export function gatewayWords(request: string): GatewayWords {
  let counter = 0;
  const envelope = (at: number, type: string, data: object) =>
    JSON.stringify({
      id: `${request}-${counter++}`,
      type,
      timestamp: String(at),
      gateway: "",
      data,
    });
  const ids = { request_id: request, stream_id: `stream-${request}`, pipeline_id: "" };
  const about = ({ node }: Place) => ({
    ...ids,
    orchestrator_info: { address: node, url: "https://node.example:8935" },
  });
  const trace = (at: number, type: string, more: object = {}) =>
    envelope(at, "stream_trace", { type, ...ids, ...more });
  return {
    received: (at) => trace(at, "gateway_receive_stream_request", { timestamp: at }),
    pays: (at, { orchestrator }) =>
      envelope(at, "create_new_payment", {
        clientIP: "",
        requestID: request,
        capability: "",
        manifestID: `35_${SIM_MODEL}`,
        sessionID: `session-${request}-${counter}`,
        recipient: orchestrator,
        faceValue: "2400000000000000 WEI",
        winProb: "0.0010000000",
        price: "1646.821 wei/pixel",
        numTickets: "1",
        sender: `0x${"9a".repeat(20)}`,
        orchestrator: "https://node.example:8935",
      }),
    firstOutput: (at) => trace(at, "gateway_receive_first_processed_segment", { timestamp: at }),
    status: (at, from, startedAt, isPartial = false) =>
      envelope(at, "ai_stream_status", {
        type: "status",
        ...about(from),
        pipeline: SIM_MODEL,
        timestamp: at,
        start_time: startedAt,
        state: "ONLINE",
        input_status: { last_input_time: at - 20, fps: 20 },
        inference_status: {
          last_output_time: at - 30,
          fps: isPartial ? 0 : 20,
          last_error_time: null,
          last_error: null,
          restart_count: 0,
        },
      }),
    error: (at, from, message) =>
      envelope(at, "ai_stream_events", {
        type: "error",
        ...about(from),
        pipeline: SIM_MODEL,
        message,
        time: at / 1000,
        timestamp: at,
      }),
    swap: (at, left) =>
      envelope(at, "stream_trace", {
        type: "orchestrator_swap",
        ...about(left),
        pipeline: SIM_MODEL,
        message: "",
      }),
    closed: (at) => trace(at, "gateway_ingest_stream_closed", { timestamp: at }),
  };
}
