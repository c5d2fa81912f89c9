import fc from "fast-check";
import { expect, it } from "vitest";
import { openSessions } from "../../agent/src/collectors/node-log/sessions.ts";
import { getSegment } from "../../agent/src/collectors/trickle/get-segment.ts";
import { parseEvent } from "../../agent/src/collectors/trickle/parse-event.ts";
import { trickleCollector } from "../../agent/src/collectors/trickle/trickle-collector.ts";
import { Observation } from "../../schema/wire/observation.ts";
import { simTrickleServer } from "../sim/node/trickle-server.ts";
import { statusEvent, traceEvent } from "../sim/node/trickle-server-events.ts";
import { MID, openStage, STREAM } from "../sim/node/trickle-server-stage.ts";
import { recordingPorts } from "../support/collector-ports.ts";
import { T0 } from "../support/observations.ts";

const ABOUT = {
  id: "job:7",
  job: "job",
  request: "ce6ee475",
  pipeline: "live-video-to-video",
  model: "a-model",
  at: () => T0,
};
const parse = (event: object, type = "ai_stream_events") => {
  const parsed = parseEvent(JSON.stringify({ event, queue_event_type: type }), ABOUT);
  if ("refused" in parsed) throw new Error(parsed.refused);
  return parsed.observations;
};
/** As a runner sends it: the appendix of the sources, with its prompt and logs. */
const STATUS = {
  type: "status",
  pipeline: "streamdiffusion-sdxl",
  start_time: 1767966622510,
  state: "DEGRADED_INPUT",
  last_state_update_time: 1767966634193,
  input_status: { last_input_time: 1767966652464, fps: 14.886 },
  inference_status: {
    last_output_time: 1767966652482,
    fps: 14.086,
    last_params_update_time: 1767966633725,
    last_params: { prompt: "planted" },
    last_params_hash: "8c85",
    last_error_time: null,
    last_error: null,
    last_restart_time: null,
    last_restart_logs: ["planted"],
    restart_count: 0,
  },
  last_status_timestamp: 1767966642512,
  timestamp: 1767966652512,
};

it("reads a runner's status as its own words, about the session of the channel", () => {
  expect(
    parse({ ...STATUS, request_id: "forged", orchestrator_info: { address: "forged" } }),
  ).toEqual([
    {
      kind: "sample",
      id: "job:7",
      at: T0,
      job: "job",
      request: "ce6ee475",
      orchestrator: null,
      node: null,
      gateway: null,
      pipeline: "live-video-to-video",
      model: "a-model",
      fps: 14.086,
      input_fps: 14.886,
      input_age_ms: 48,
      output_age_ms: 30,
      runner_started_at: 1767966622510,
      state: "degraded_input",
      relayed: false,
    },
  ]);
});

it("takes no output from before the stream: a container remembers its last one", () => {
  const old = {
    ...STATUS.inference_status,
    fps: 0,
    last_output_time: 1767966622510 - 9 * 86_400_000,
  };
  expect(parse({ ...STATUS, inference_status: old })).toMatchObject([
    { fps: 0, output_age_ms: null },
  ]);
});

it.each([
  ["runner_receive_stream_request", { kind: "job_started", runner_at: 5, at: T0 }],
  [
    "runner_send_first_processed_segment",
    { kind: "first_output", runner_at: 5, relayed: false, latency_ms: null },
  ],
])("reads the trace %s", (type, expected) =>
  expect(parse({ type, timestamp: 5 }, "stream_trace")).toMatchObject([expected]),
);

it.each([
  ["runner_receive_first_ingest_segment", "stream_trace"],
  // A runner chooses the type: what only a gateway may say is not heard from it.
  ["gateway_ingest_stream_closed", "stream_trace"],
  ["orchestrator_swap", "stream_trace"],
  ["params_update", "ai_stream_events"],
  ["anything", "create_new_payment"],
  ["anything", "network_capabilities"],
])("has nothing to say of %s in %s", (type, queueType) =>
  expect(parse({ type, timestamp: 5, params: { prompt: "planted" } }, queueType)).toEqual([]),
);

it("AC13: names a runner's error by its own time, in its event and in every status", () => {
  const event = { type: "error", pipeline: "m", message: "CUDA error", time: 1767966630.1739 };
  const repeated = { last_error_time: 1767966630173, last_error: "CUDA error" };
  const [own] = parse(event);
  const [, again] = parse({
    ...STATUS,
    inference_status: { ...STATUS.inference_status, ...repeated },
  });
  expect(own).toMatchObject({ kind: "error", cause: "gpu", proven: false, relayed: false });
  expect(again).toEqual(own);
});

it.each([["whip disconnected"], ["no orchestrators available within 2s timeout"]])(
  "does not let a runner end its stream by an error that says %j, with a time or without",
  (message) => {
    for (const time of [undefined, 5])
      expect(parse({ type: "error", message, time })).toMatchObject([
        { kind: "error", proven: false },
      ]);
  },
);

it.each([
  ["not JSON", "nonsense", "not JSON"],
  ["no payload", "7", "payload"],
  ["no event", '{"queue_event_type":"stream_trace"}', "event"],
  ["a time that is none", { ...STATUS, timestamp: "now" }, "event.timestamp"],
  ["a type that is none", { type: 7 }, "event.type"],
  [
    "a rate that is text",
    { ...STATUS, inference_status: { fps: "20" } },
    "event.inference_status.fps",
  ],
  ["an age of years", { ...STATUS, timestamp: 1, start_time: null }, "input_age_ms"],
])("refuses %s, naming the field", (_, given, field) => {
  const text =
    typeof given === "string"
      ? given
      : JSON.stringify({ event: given, queue_event_type: "ai_stream_events" });
  expect(parseEvent(text, ABOUT)).toEqual({ refused: expect.stringContaining(field) });
});

it("takes anything without throwing: observations that hold, or a reason", () => {
  const fields = fc.constantFrom(
    ...Object.keys(STATUS),
    ...Object.keys(STATUS.inference_status),
    "message",
  );
  const hostile = fc.letrec((tie) => ({
    value: fc.oneof(
      fc.anything(),
      fc.double(),
      fc.dictionary(fields, tie("value")),
      fc.constantFrom("status", "error", "restart", "stream_trace", "ai_stream_events"),
    ),
  })).value;
  const payload = fc.record({
    event: fc.oneof(
      hostile,
      fc.dictionary(fields, hostile).map((some) => ({ ...STATUS, ...some })),
      fc
        .dictionary(fields, hostile)
        .map((some) => ({ ...STATUS, inference_status: { ...STATUS.inference_status, ...some } })),
    ),
    queue_event_type: fc.constantFrom("ai_stream_events", "stream_trace", "other"),
  });
  const text = fc.oneof(fc.string(), payload.map(textOf));
  fc.assert(
    fc.property(text, (given) => {
      const parsed = parseEvent(given, ABOUT);
      if ("refused" in parsed) expect(parsed.refused).not.toBe("");
      else
        for (const observation of parsed.observations)
          expect(Observation.parse(observation)).toEqual(observation);
    }),
    { numRuns: 1000 },
  );
});

const textOf = (value: unknown): string => {
  try {
    return JSON.stringify(value, (_, inner: unknown) =>
      typeof inner === "bigint" ? Number(inner) : inner,
    );
  } catch {
    return "circular";
  }
};

const never = new AbortController().signal;

it("tells no channel from no segment from a closed channel", async () => {
  await using server = await simTrickleServer();
  const get = (name: string, seq: number) =>
    getSegment(new URL(`/ai/trickle/${name}/${seq}`, server.url), seq, never);
  expect(await get("a-events", 0)).toEqual({ kind: "no-channel" });
  server.create("a-events");
  for (let seq = 0; seq < 7; seq++) server.post("a-events", `event ${seq}`);
  expect(await get("a-events", 0)).toEqual({ kind: "no-segment", next: 7 });
  expect(await get("a-events", 3)).toEqual({
    kind: "segment",
    seq: 3,
    text: "event 3",
    isOld: true,
  });
  expect(await get("a-events", -2)).toMatchObject({ kind: "segment", seq: 6, text: "event 6" });
  const waited = get("a-events", 7);
  while (!server.isAwaited("a-events", 7)) await new Promise((done) => setTimeout(done, 1));
  server.post("a-events", "event 7");
  expect(await waited).toEqual({ kind: "segment", seq: 7, text: "event 7", isOld: false });
  server.post("a-events", "");
  expect(await get("a-events", 8)).toEqual({ kind: "empty", seq: 8 });
  server.close("a-events", true);
  expect(await get("a-events", 9)).toEqual({ kind: "closed" });
});

it("takes a channel that closes while it waits as closed", async () => {
  await using server = await simTrickleServer();
  server.create("a-events");
  const waited = getSegment(new URL("/ai/trickle/a-events/0", server.url), 0, never);
  while (!server.isAwaited("a-events", 0)) await new Promise((done) => setTimeout(done, 1));
  server.close("a-events");
  expect(await waited).toEqual({ kind: "closed" });
});

it("accepts go-livepeer's self-signed certificate on loopback, and nowhere else, and says why", async () => {
  await using server = await simTrickleServer({ tls: true });
  const local = new URL("/ai/trickle/a-events/0", server.url);
  expect(await getSegment(local, 0, never)).toEqual({ kind: "no-channel" });
  // The same server by an address that is not a loopback one.
  const elsewhere = new URL(local);
  elsewhere.hostname = "0.0.0.0";
  await expect(getSegment(elsewhere, 0, never)).rejects.toThrow(
    /not publicly valid \(DEPTH_ZERO_SELF_SIGNED_CERT\).*loopback only/,
  );
});

it("is failing while the server is not there or is another, and ok again when it answers", async () => {
  const server = await simTrickleServer();
  const recorded = recordingPorts({
    sleep: async () => {
      const [status] = recorded.reports.at(-1) ?? [];
      if (recorded.reports.length === 1) server.answerWith(500);
      if (status === "failing" && recorded.reports.length === 2) server.answerWith(200);
      if (recorded.reports.length === 3) server.answerWith(null);
      if (recorded.reports.length === 4) recorded.stop();
    },
  });
  await trickleCollector({ url: server.url, sessions: openSessions("s") }).run(recorded.ports);
  expect(recorded.reports).toEqual([
    ["ok", null],
    ["failing", "HTTP 500"],
    ["failing", "no Lp-Trickle-Seq: not a trickle server"],
    ["ok", null],
  ]);
  await server[Symbol.asyncDispose]();
});

it("waits a little for a channel that is not there yet, and then says that it found none", async () => {
  await using server = await simTrickleServer();
  let nowMs = T0;
  const recorded = recordingPorts({
    now: () => nowMs,
    sleep: async (ms) => {
      nowMs += ms;
      if (recorded.reports.at(-1)?.[0] === "failing") recorded.stop();
      await new Promise((done) => setTimeout(done, 1));
    },
  });
  const sessions = openSessions("s");
  sessions.opened(MID, { request: null, pipeline: null, model: null, seen: "beginning" });
  await trickleCollector({ url: server.url, sessions }).run(recorded.ports);
  expect(recorded.accepted).toEqual([]);
  expect(recorded.reports.at(-1)).toEqual(["failing", "a session's events channel was not found"]);
});

it("goes on after an outage with what is still kept, each event once, at the time that it happened", async () => {
  const stage = await openStage();
  await stage.start();
  await stage.accepts();
  const startedAt = T0 + 350;
  const status = (at: number) => statusEvent({ at: T0 + at, startedAt });
  await stage.at(400);
  await stage.says(traceEvent("runner_receive_stream_request", startedAt));
  stage.server.answerWith(503);
  // The request that waits is still answered; the next ones are not.
  stage.server.post(`${MID}-events`, status(10_400));
  await stage.until(() => stage.reports.at(-1)?.[0] === "failing");
  for (const at of [20_400, 30_400]) stage.server.post(`${MID}-events`, status(at));
  stage.server.answerWith(null);
  await stage.at(35_000);
  await stage.until(() => stage.server.isAwaited(`${MID}-events`, 4));
  const samples = stage.accepted.filter(({ kind }) => kind === "sample");
  expect(samples.map(({ at }) => at - T0)).toEqual([400, 20_400, 30_400]);
  expect(new Set(samples.map(({ id }) => id)).size).toBe(3);
  expect(stage.reports.at(-1)).toEqual(["ok", null]);
  await stage.end();
});

it("begins with the oldest segment that is kept, when it comes late", async () => {
  const stage = await openStage();
  stage.log.received(STREAM);
  for (const suffix of ["", "-out", "-control", "-events"]) stage.server.create(`${MID}${suffix}`);
  for (let i = 1; i <= 9; i++)
    stage.server.post(`${MID}-events`, statusEvent({ at: T0 + i, startedAt: T0 }));
  await stage.start();
  await stage.until(() => stage.server.isAwaited(`${MID}-events`, 9));
  // Of five places one is being written.
  expect(stage.accepted.map(({ kind }) => kind)).toEqual(Array(4).fill("sample"));
  expect(stage.server.asked.filter((path) => path.includes("-events"))).toEqual(
    [0, 5, 6, 7, 8, 9].map((seq) => `/ai/trickle/${MID}-events/${seq}`),
  );
  await stage.end();
});
