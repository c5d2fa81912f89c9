import { expect, it } from "vitest";
import { faceValueWei } from "../../agent/src/collectors/events/face-value.ts";
import { parseEnvelope } from "../../agent/src/collectors/events/parse-envelope.ts";
import { readEnvelopes } from "../../agent/src/collectors/events/read-envelopes.ts";
import { pseudonymise } from "../../agent/src/collectors/pseudonymise.ts";

const NODE = `0x${"52".repeat(20)}`;
const envelope = (type: string, data: object | null, at = 1767966632516) => ({
  id: "5b53679f-acb9-4f6d-97fd-9908bbba6ce4",
  type,
  timestamp: String(at),
  gateway: "",
  data: {
    request_id: "ce6ee475",
    stream_id: "planted-stream-id",
    pipeline_id: "",
    orchestrator_info: { address: NODE, url: "https://planted-host:8935" },
    ...data,
  },
});
const parse = (value: unknown) => {
  const parsed = parseEnvelope(value);
  if ("refused" in parsed) throw new Error(parsed.refused);
  return parsed.observations;
};
const status = (inference: object = {}, more: object = {}) =>
  envelope("ai_stream_status", {
    type: "status",
    pipeline: "streamdiffusion-sdxl",
    start_time: 1767966622510,
    timestamp: 1767966632511,
    state: "DEGRADED_INFERENCE",
    input_status: { fps: 51.5, last_input_time: 1767966632491 },
    inference_status: {
      fps: 12.5,
      last_output_time: 1767966632508,
      last_params: { prompt: "planted prompt" },
      last_error_time: null,
      last_error: null,
      last_restart_logs: ["planted log"],
      ...inference,
    },
    ...more,
  });

it("reads a status as a sample, with ages on the runner's clock", () => {
  expect(parse(status())).toMatchObject([
    {
      kind: "sample",
      at: 1767966632516,
      request: "ce6ee475",
      node: NODE,
      pipeline: "live-video-to-video",
      model: "streamdiffusion-sdxl",
      fps: 12.5,
      input_fps: 51.5,
      input_age_ms: 20,
      output_age_ms: 3,
      runner_started_at: 1767966622510,
      state: "degraded_inference",
      relayed: true,
    },
  ]);
});

it("lets no prompt, log, stream id, host or client address through", () => {
  const all = [
    status(),
    envelope("ai_stream_events", { type: "params_update", params: { prompt: "planted prompt" } }),
    envelope("ai_stream_events", { type: "error", message: "planted message: prompt" }),
    envelope("ai_stream_events", {
      type: "restart",
      restart_logs: "planted log",
      restart_count: 1,
    }),
    envelope("stream_trace", { type: "gateway_receive_stream_request", timestamp: 1767966632516 }),
    envelope("create_new_payment", PAYMENT),
  ].flatMap(parse);
  expect(all.length).toBe(5);
  expect(JSON.stringify(all)).not.toMatch(/planted/);
});

it("AC13: gives a runner's error and every status that repeats it one id", () => {
  const error = { last_error_time: 1767966630173, last_error: "CUDA error" };
  const own = envelope("ai_stream_events", {
    type: "error",
    message: "CUDA error",
    time: 1767966630.1739,
  });
  const errors = [own, status(error), status(error, { timestamp: 1767966642511 })]
    .flatMap(parse)
    .filter(({ kind }) => kind === "error");
  expect(errors.length).toBe(3);
  expect(new Set(errors.map(({ id }) => id)).size).toBe(1);
  expect(new Set(errors.map(pseudonymise).map(({ id }) => id)).size).toBe(1);
  expect(JSON.stringify(errors.map(pseudonymise))).not.toContain("ce6ee475");
});

it("takes no error from before the stream", () => {
  expect(parse(status({ last_error_time: 1767966622000, last_error: "CUDA error" }))).toHaveLength(
    1,
  );
});

it.each([
  ["whip disconnected", { kind: "ended", ending: "client_left" }],
  ["mediamtx ingest disconnected", { kind: "ended", ending: "client_left" }],
  ["no orchestrators available within 2s timeout", { kind: "no_capacity" }],
  ["CUDA out of memory", { kind: "error", cause: "gpu" }],
])("reads the gateway's error %j as what it is", (message, expected) => {
  const own = { type: "error", message, orchestrator_info: null };
  expect(parse(envelope("ai_stream_events", own))).toMatchObject([expected]);
});

it.each([["whip disconnected"], ["no orchestrators available within 2s timeout"]])(
  "does not let a runner end its stream, or deny its own existence, by an error that says %j",
  (message) => {
    const relayed = [{ kind: "error", relayed: true }];
    expect(parse(envelope("ai_stream_events", { type: "error", message }))).toMatchObject(relayed);
  },
);

it.each([
  ["gateway_receive_stream_request", { kind: "request_received", at: 1767966632000 }],
  ["gateway_no_orchestrators_available", { kind: "no_capacity" }],
  ["gateway_ingest_stream_closed", { kind: "ended", ending: "client_left" }],
  ["gateway_receive_first_processed_segment", { kind: "first_output", relayed: false }],
  [
    "runner_send_first_processed_segment",
    { kind: "first_output", relayed: true, runner_at: 1767966632000, at: 1767966632516 },
  ],
  ["runner_receive_stream_request", { kind: "job_started", runner_at: 1767966632000 }],
  ["orchestrator_swap", { kind: "swap", at: 1767966632516, node: NODE }],
])("reads the trace %s", (type, expected) => {
  expect(parse(envelope("stream_trace", { type, timestamp: 1767966632000 }))).toMatchObject([
    expected,
  ]);
});

const PAYMENT = {
  requestID: "",
  sessionID: "ff083926",
  manifestID: "35_streamdiffusion-sdxl-faceid",
  recipient: "0xd00354656922168815Fcd1e51CBddB9e359e3C7F",
  sender: "0x5aE4E42dB3671370a0c25AfF451E7482aAEc3D0B",
  faceValue: "2400000000000000 WEI",
  winProb: "0.0010000000",
  numTickets: "2",
  clientIP: "planted-ip",
};

it("reads a payment: recipient, sender, session, exact amounts, and the workflow of its manifest", () => {
  expect(parse(envelope("create_new_payment", PAYMENT))).toMatchObject([
    {
      kind: "payment",
      request: null,
      session: "ff083926",
      orchestrator: PAYMENT.recipient.toLowerCase(),
      gateway: PAYMENT.sender.toLowerCase(),
      tickets: 2,
      face_value_wei: "2400000000000000",
      win_prob: "0.0010000000",
      pipeline: "live-video-to-video",
      model: "streamdiffusion-sdxl-faceid",
    },
  ]);
});

// go-livepeer prints ether from 10¹⁶ wei on (eth/helpers.go).
it.each([
  ["2400000000000000 WEI", "2400000000000000"],
  ["0.024 ETH", "24000000000000000"],
  ["1.000000000000000001 ETH", "1000000000000000001"],
  ["1.5 WEI", null],
  ["much", null],
])("reads %j as %s wei", (text, wei) => expect(faceValueWei(text)).toBe(wei));

const row = {
  address: `0x${"d0".repeat(20)}`,
  local_address: NODE,
  orch_uri: "https://a:8935",
  capabilities: {
    constraints: { PerCapability: { "35": { models: { m: { warm: true, capacityInUse: 1 } } } } },
  },
  hardware: [
    {
      pipeline: "live-video-to-video",
      model_id: "m",
      gpu_info: { "0": { id: "GPU-1", name: "RTX", memory_total: 7 } },
    },
  ],
};
const capabilities = (data: unknown) => parse({ ...envelope("network_capabilities", null), data });

it("AC16: reads one capability fact the same, written as array or as object", () => {
  const asArray = capabilities([row]);
  expect(asArray).toMatchObject([
    {
      kind: "capacity",
      orchestrator: row.address,
      node: NODE,
      pipeline: "live-video-to-video",
      model: "m",
      in_use: 1,
      idle: 0,
    },
  ]);
  expect(asArray[0]).toMatchObject({
    gpus: [{ index: 0, uuid: "GPU-1", name: "RTX", memory_bytes: 7 }],
  });
  expect(capabilities(row)).toEqual(asArray);
  expect(capabilities({ capabilities_names: {}, orchestrators: [row] })).toEqual(asArray);
  expect(capabilities([{ ...row, hardware: row.hardware[0] }])).toEqual(asArray);
  expect(capabilities([row, row])).toEqual(asArray);
  expect(capabilities([row, { ...row, address: "", local_address: "" }])).toEqual(asArray);
});

it("takes end-to-end latency from the video track, and only after output", () => {
  const metrics = (video: object) =>
    envelope("stream_ingest_metrics", {
      stats: {
        track_stats: [
          { type: "audio", latency: 9, last_output_ts: 1 },
          { type: "video", ...video },
        ],
      },
    });
  expect(parse(metrics({ latency: 5.196, last_output_ts: 0 }))).toEqual([]);
  expect(parse(metrics({ latency: 1.234, last_output_ts: 3 }))).toMatchObject([
    { kind: "e2e", latency_ms: 1234 },
  ]);
});

it.each([
  ["discovery_results", []],
  ["something_new", { any: 1 }],
])("has nothing to say of %s", (type, data) =>
  expect(parse({ ...envelope(type, null), data })).toEqual([]),
);

it.each([
  ["no object", 7, "envelope"],
  [
    "a time that is none",
    { ...envelope("stream_trace", { type: "x" }), timestamp: "now" },
    "timestamp",
  ],
  [
    "a request that is no string",
    envelope("stream_trace", { type: "x", request_id: 7 }),
    "data.request_id",
  ],
  ["a negative rate", status({ fps: -1 }), "data.inference_status.fps"],
  [
    "an amount that is none",
    envelope("create_new_payment", { ...PAYMENT, faceValue: "much" }),
    "data.faceValue",
  ],
  [
    "a probability above one",
    envelope("create_new_payment", { ...PAYMENT, winProb: "1.1" }),
    "data.winProb",
  ],
])("refuses %s, naming the field", (_, value, field) => {
  expect(parseEnvelope(value)).toMatchObject({ refused: expect.stringContaining(field) });
});

const request = envelope("stream_trace", { type: "gateway_receive_stream_request" });
const json = JSON.stringify(request);
const inPieces = async function* (text: string, size: number) {
  for (let i = 0; i < text.length; i += size) yield text.slice(i, i + size);
};
const readAll = async (text: string, size = 7) => {
  const all = [];
  for await (const read of readEnvelopes(inPieces(text, size)))
    all.push([read.line, "refused" in read ? read.refused : read.observations.length]);
  return all;
};

it.each([
  [
    "lines",
    `${json}\n\n${json}\n`,
    [
      [1, 1],
      [3, 1],
    ],
  ],
  [
    "lines without a last newline",
    `\uFEFF${json}\r\n${json}`,
    [
      [1, 1],
      [2, 1],
    ],
  ],
  [
    "an array",
    `[\n${json},\n${json}\n]\n`,
    [
      [2, 1],
      [3, 1],
    ],
  ],
  [
    "an array over many lines",
    JSON.stringify([request, request], null, 2),
    [
      [2, 1],
      [18, 1],
    ],
  ],
  [
    "Kafka records",
    `${JSON.stringify({ key: "k", offset: 3, value: request })}\n${JSON.stringify({ value: json })}`,
    [
      [1, 1],
      [2, 1],
    ],
  ],
  [
    "a broken line between good ones",
    `${json}\n{"id":\n${json}`,
    [
      [1, 1],
      [2, "not JSON"],
      [3, 1],
    ],
  ],
  [
    "an array that is cut off",
    `[${json},{"id":`,
    [
      [1, 1],
      [1, "not JSON"],
    ],
  ],
  ["nothing", " \n", []],
])("reads %s, in any pieces", async (_, text, expected) => {
  for (const size of [1, 7, 100_000]) expect(await readAll(text, size)).toEqual(expected);
});
