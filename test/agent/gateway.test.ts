import { expect, it, onTestFinished } from "vitest";
import { parseEnvelope } from "../../agent/src/collectors/events/parse-envelope.ts";
import {
  gatewayCollector,
  type GatewaySettings,
} from "../../agent/src/collectors/gateway/gateway-collector.ts";
import type { CollectorPorts } from "../../agent/src/collectors/collector.ts";
import { pseudonymise } from "../../agent/src/collectors/pseudonymise.ts";
import type { Observation } from "../../schema/wire/observation.ts";
import { ingestMetrics, runnerStatus, startGatewayNode } from "../sim/node/gateway-node.ts";
import { recordingPorts } from "../support/collector-ports.ts";
import { decidedOf, reduceAll, T0 } from "../support/observations.ts";

const ID = "stream-n8v0ru-mk6xm6s4";

/** A collector beside a simulated gateway, on a clock that the test moves; `pass` lets it ask once. */
async function beside(
  settings: GatewaySettings = {},
  started = Date.now(),
  override: Partial<CollectorPorts> = {},
) {
  const node = await startGatewayNode();
  const clock = { ms: started };
  let proceed: (() => void) | null = null;
  let paused = Promise.withResolvers<void>();
  const sleep = () =>
    new Promise<void>((resolve) => {
      proceed = resolve;
      paused.resolve();
    });
  const recorded = recordingPorts({ now: () => clock.ms, sleep, ...override });
  const listening = Promise.withResolvers<string>();
  const running = gatewayCollector({
    url: node.url,
    heartbeatPort: 0,
    listening: listening.resolve,
    ...settings,
  }).run(recorded.ports);
  const url = await listening.promise;
  await paused.promise;
  onTestFinished(async () => {
    recorded.stop();
    proceed?.();
    await running;
    await node.close();
  });
  return {
    ...recorded,
    node,
    clock,
    beat: () => node.beat(url),
    pass: async () => {
      paused = Promise.withResolvers();
      proceed?.();
      await paused.promise;
    },
  };
}

/** Where nobody listens. */
async function closedPort(): Promise<string> {
  const { url, close } = await startGatewayNode();
  await close();
  return url;
}

/** A stream of 50 s, as the gateway's status tells it: a status every 10 s, asked for every 5 s. */
async function streamOf50Seconds() {
  const test = await beside({}, T0);
  const { node, clock, pass, beat } = test;
  await beat();
  const stream = { status: null as object | null, gatewayStatus: {}, isRunning: true };
  node.streams.set(ID, stream);
  for (let second = 5; second <= 55; second += 5) {
    clock.ms = T0 + second * 1000;
    if (second % 10 === 5 && second > 5) stream.status = statusAt(second - 3);
    stream.gatewayStatus = { whep_url: "w", ingest_metrics: ingestMetrics(second, second - 1.5) };
    if (second === 55) {
      stream.isRunning = false;
      const error = { error_message: "whip disconnected", error_time: T0 + 54_000 };
      stream.gatewayStatus = { ...stream.gatewayStatus, error };
    }
    await beat();
    await pass();
  }
  return test;
}

/** Made by a runner whose clock is an hour behind. */
const statusAt = (second: number) => {
  const ms = T0 - 3_600_000 + second * 1000;
  const inference_status = { fps: 20, last_output_time: ms - 30, last_error_time: null };
  const input_status = { fps: 20, last_input_time: ms - 30 };
  return runnerStatus({ timestamp: ms, start_time: ms - 1000, inference_status, input_status });
};

const envelopeAt = (second: number, type: string, data: object): Observation[] => {
  const timestamp = T0 + second * 1000;
  const parsed = parseEnvelope({ id: `${type}-${second}`, type, timestamp, gateway: "", data });
  if ("refused" in parsed) throw new Error(parsed.refused);
  return parsed.observations.map(pseudonymise);
};

const trace = (second: number, type: string, address: string) =>
  envelopeAt(second, "stream_trace", {
    type,
    timestamp: T0 + second * 1000,
    request_id: "ce6ee475",
    orchestrator_info: { address },
  });

it("tells a job from heartbeats and status alone; what needs events is null, and its sources are false", async () => {
  const { accepted, refused, reports } = await streamOf50Seconds();
  expect(refused).toEqual([]);
  const [job, ...others] = decidedOf(reduceAll(accepted).windows);
  expect(others).toEqual([]);
  expect(job).toMatchObject({
    request: "333df3d0f53e42aa",
    node: "0x52cf2968b3dc6016778742d3539449a6597d5954",
    model: "streamdiffusion-sdxl-faceid",
    started_at: T0 + 5000,
    relayed: true,
  });
  // Found at 15, 25, 35 and 45 s: the first covers from 5 s on. From 10 s after the start until 10 s before the end.
  expect(job?.totals).toMatchObject({
    samples: 4,
    active_ms: 40_000,
    span_ms: 29_000,
    frames: [[20, 20, 29_000, 29_000 * 20_000]],
    ended_at: T0 + 54_000,
    ending: "client_left",
    e2e_ms: 1500,
    first_frame_ms: null,
    swapped: false,
    sources: { first_frame: false, first_output: false, samples: true, swap: false, e2e: true },
  });
  expect(reports.at(-1)).toEqual(["ok", "needs events: first frame, swaps, missing capacity"]);
});

it("lets events win where both tell of a request, and counts nothing twice", async () => {
  const { accepted } = await streamOf50Seconds();
  const node = runnerStatus().orchestrator_info.address;
  const events = [
    ...trace(4, "gateway_receive_stream_request", ""),
    ...trace(8, "gateway_receive_first_processed_segment", node),
    ...[12, 22, 32, 42].flatMap((second) =>
      envelopeAt(second, "ai_stream_status", statusAt(second)),
    ),
    ...trace(54, "gateway_ingest_stream_closed", ""),
  ];
  const alone = decidedOf(reduceAll(events).windows);
  expect(alone[0]?.totals).toMatchObject({
    samples: 4,
    first_frame_ms: 4000,
    sources: { first_frame: true, swap: true },
  });
  const both = decidedOf(reduceAll([...events, ...accepted]).windows);
  expect(both).toEqual(alone);
});

it("still takes the status of a request of which an application only says that it came", async () => {
  const { accepted } = await streamOf50Seconds();
  const received = trace(4, "gateway_receive_stream_request", "");
  const [job] = decidedOf(reduceAll([...received, ...accepted]).windows);
  expect(job?.totals?.samples).toBe(4);
});

it("is absent before the first heartbeat, and failing when they stop", async () => {
  const { reports, clock, pass, beat } = await beside();
  expect(reports.at(-1)?.[0]).toBe("absent");
  expect(await beat()).toEqual({ status: 200, body: "" });
  await pass();
  expect(reports.at(-1)?.[0]).toBe("ok");
  clock.ms += 61_000;
  await pass();
  expect(reports.at(-1)).toEqual(["failing", "no heartbeat for a minute"]);
});

it("counts a stream without an id once, and never asks about it", async () => {
  const { node, refused, pass, beat } = await beside();
  node.streams.set("", { status: runnerStatus(), gatewayStatus: null, isRunning: true });
  for (let i = 0; i < 3; i++) {
    await beat();
    await pass();
  }
  expect(refused).toEqual(["a stream without an id"]);
  expect(node.asked).toEqual([]);
});

it("asks about a stream by its whole id, whatever is in it", async () => {
  const { node, accepted, pass, beat } = await beside();
  node.streams.set("../../a b/%2e?x#", {
    status: runnerStatus(),
    gatewayStatus: null,
    isRunning: true,
  });
  await beat();
  await pass();
  expect(accepted.map(({ kind }) => kind)).toEqual(["sample"]);
  expect(node.asked).toEqual(["/live/video-to-video/..%2F..%2Fa%20b%2F%252e%3Fx%23/status"]);
});

it("offers again what the store could not take", async () => {
  let isFull = true;
  const kept: Observation[] = [];
  const accept = (observations: readonly Observation[]) => {
    if (isFull) throw new Error("database or disk is full");
    kept.push(...observations);
  };
  const test = await beside({}, Date.now(), { accept });
  const { node, reports } = test;
  node.streams.set(ID, { status: runnerStatus(), gatewayStatus: null, isRunning: true });
  await test.beat();
  await test.pass();
  expect(reports.at(-1)).toEqual(["failing", "database or disk is full"]);
  isFull = false;
  await test.pass();
  expect(kept.map(({ kind }) => kind)).toEqual(["sample"]);
});

it("fails with the reason when the gateway cannot be reached, and hears heartbeats meanwhile", async () => {
  const { node, reports, pass, beat } = await beside({ url: await closedPort() });
  node.streams.set(ID, { status: runnerStatus(), gatewayStatus: null, isRunning: true });
  await beat();
  await pass();
  expect(reports.at(-1)).toEqual(["failing", "ECONNREFUSED"]);
  expect(await beat()).toEqual({ status: 200, body: "" });
});
