import fc from "fast-check";
import { expect, it } from "vitest";
import {
  CLI_PATHS,
  cliPort,
  type CliPath,
} from "../../agent/src/collectors/node-metrics/cli-port.ts";
import {
  parseNodeIdentity,
  readNodeIdentity,
} from "../../agent/src/collectors/node-metrics/node-identity.ts";
import { nodeMetricsCollector } from "../../agent/src/collectors/node-metrics/node-metrics-collector.ts";
import { readCapacity } from "../../agent/src/collectors/node-metrics/read-capacity.ts";
import { runnerReadings } from "../../agent/src/collectors/runner/runner-readings.ts";
import { Observation } from "../../schema/wire/observation.ts";
import { type CliScript, metricsText, simCliPort } from "../sim/node/cli-port.ts";
import { listening } from "../sim/node/listen.ts";
import { recordingPorts } from "../support/collector-ports.ts";

const T0 = Date.UTC(2026, 0, 9, 13);
const LIVE = { pipeline: "live-video-to-video", model: "streamdiffusion-sdxl" };

/** So many looks by the collector at a scripted node; what it did, and what the node was asked. */
async function look(script: CliScript, looks = 1, runners = runnerReadings()) {
  await using node = await simCliPort(script);
  let now = T0;
  const recorded = recordingPorts({
    now: () => now,
    sleep: async (ms) => {
      now += ms;
      if (now >= T0 + looks * 15_000) recorded.stop();
    },
  });
  await nodeMetricsCollector({ url: node.url, runners }).run(recorded.ports);
  return { ...recorded, asked: node.asked };
}

it("turns the slots of each workflow into capacity, every 15 s", async () => {
  const slots = () => [
    { ...LIVE, inUse: 1, idle: 2 },
    { pipeline: "text-to-image", model: "SG161222/RealVisXL_V4.0_Lightning", idle: 1 },
  ];
  const { accepted, reports, refused } = await look({ slots }, 2);
  const capacity = { kind: "capacity", loading: 0, orchestrator: null, node: null };
  const one = (at: number) => [
    { ...capacity, ...LIVE, in_use: 1, idle: 2, at },
    { ...capacity, model: "SG161222/RealVisXL_V4.0_Lightning", in_use: 0, idle: 1, at },
  ];
  expect(accepted).toMatchObject([...one(T0), ...one(T0 + 15_000)]);
  expect(new Set(accepted.map(({ id }) => id)).size).toBe(4);
  expect(refused).toEqual([]);
  expect(reports).toEqual([
    ["ok", null],
    ["ok", null],
  ]);
});

it("passes over a gateway's view of other orchestrators", async () => {
  const slots = () => [
    { pipeline: "", model: LIVE.model, uri: "https://o:8935", inUse: 4, idle: 4 },
  ];
  expect(await look({ slots })).toMatchObject({
    accepted: [],
    refused: [],
    reports: [["ok", null]],
  });
});

it("takes loading containers off those in use, never below zero", async () => {
  const runners = runnerReadings();
  const gpu = { index: 1, uuid: "GPU-1", name: null, memory_bytes: null };
  runners.note([
    { ...LIVE, health: "LOADING", gpus: [gpu] },
    { ...LIVE, health: "LOADING", gpus: [gpu] },
    { ...LIVE, health: "OK", gpus: [] },
  ]);
  const inUse = async (n: number) =>
    (await look({ slots: () => [{ ...LIVE, inUse: n, idle: 0 }] }, 1, runners)).accepted;
  expect(await inUse(3)).toMatchObject([{ in_use: 1, loading: 2, gpus: [gpu] }]);
  expect(await inUse(1)).toMatchObject([{ in_use: 0, loading: 1 }]);
});

it.each<[string, CliScript, string, string | null]>([
  ["a node without -monitor", { monitor: false }, "absent", "the node runs without -monitor"],
  ["an error", { instead: () => [500, "panic: a secret"] }, "failing", "HTTP 500"],
  ["a redirect", { instead: () => [302, "", "/transferTokens"] }, "failing", "HTTP 302"],
])("reports %s", async (_, script, status, reason) => {
  const { accepted, reports, asked } = await look(script);
  expect(accepted).toEqual([]);
  expect(reports).toEqual([[status, reason]]);
  expect(asked).toEqual([{ method: "GET", path: "/metrics" }]);
});

it("is absent where nothing listens", async () => {
  const server = await listening(() => {});
  await server[Symbol.asyncDispose]();
  const recorded = recordingPorts({ sleep: async () => recorded.stop() });
  await nodeMetricsCollector({ url: server.url }).run(recorded.ports);
  expect(recorded.reports).toEqual([["absent", "nothing listens on the CLI port"]]);
});

it("asks the CLI port for its listed paths by GET, and for nothing else, whatever it answers", async () => {
  const answers: NonNullable<CliScript["instead"]>[] = [
    () => [200, metricsText([{ ...LIVE, inUse: 1, idle: 0 }])],
    () => [301, "", "/transferTokens?to=0x0"],
    () => [307, "", "/setServiceURI"],
    () => [200, '<meta http-equiv="refresh" content="0;url=/withdraw">'],
    () => [401, ""],
  ];
  let turn = 0;
  await using node = await simCliPort({ instead: () => answers[turn++ % answers.length]!() });
  const recorded = recordingPorts({ sleep: async () => void (turn >= 20 && recorded.stop()) });
  await nodeMetricsCollector({ url: node.url }).run(recorded.ports);
  await readNodeIdentity(cliPort(node.url), recorded.ports.stop).catch(() => null);
  await readNodeIdentity(cliPort(node.url), new AbortController().signal);
  expect(new Set(node.asked.map(({ method, path }) => `${method} ${path}`))).toEqual(
    new Set(CLI_PATHS.map((path) => `GET ${path}`)),
  );
  expect(node.asked.length).toBeGreaterThanOrEqual(22);
});

it.each([
  "/transferTokens",
  "/signMessage",
  "/metrics?x=1",
  "/metrics/../withdraw",
  "//evil/metrics",
  "",
])("refuses to ask for %j", async (path) => {
  await using node = await simCliPort({});
  const { signal } = new AbortController();
  await expect(cliPort(node.url).get(path as CliPath, signal)).rejects.toThrow("not on the list");
  expect(node.asked).toEqual([]);
});

it.each([
  ["http://10.0.0.7:7935", "loopback only"],
  ["http://localhost.evil.example:7935", "loopback only"],
  ["http://127.0.0.1.evil.example:7935", "loopback only"],
  ["http://127.0.0.1:7935/transferTokens", "no more"],
  ["http://127.0.0.1:7935/?a", "no more"],
  ["http://user:pass@127.0.0.1:7935", "no more"],
  ["file:///etc/passwd", "http:// or https://"],
])("refuses %s as a CLI port", (url, why) => {
  expect(() => nodeMetricsCollector({ url })).toThrow(why);
});

it.each([
  "http://127.0.0.1:7935",
  "http://localhost:7935/",
  "http://[::1]:7935",
  "http://127.8.0.1",
])("takes %s, which is loopback", (url) => {
  expect(nodeMetricsCollector({ url }).name).toBe("node-metrics");
});

it("reads another host where the operator says so", () => {
  expect(nodeMetricsCollector({ url: "http://10.0.0.7:7935", allowRemote: true }).name).toBe(
    "node-metrics",
  );
});

it.each([
  ["a count that is none", "1.5", "livepeer_ai_container_idle: not a count"],
  ["less than nothing", "-1", "livepeer_ai_container_idle: not a count"],
  ["NaN", "NaN", "livepeer_ai_container_idle: not a count"],
  ["no number", "many", "metrics line 1: not a sample"],
])("refuses %s, and says where", (_, value, reason) => {
  const line = `livepeer_ai_container_idle{pipeline="p",model_name="m"} ${value}`;
  expect(readCapacity(line, T0, runnerReadings())).toEqual({ observations: [], refused: [reason] });
});

it("never throws on any text, and every capacity that it gives is one", () => {
  const value = fc.oneof(
    fc.string(),
    fc.constantFrom("1", "0", "-1", "1e3", "NaN", "+Inf", "1e99"),
  );
  const name = fc.constantFrom("livepeer_ai_container_in_use", "livepeer_ai_container_idle", "x");
  const line = fc
    .tuple(name, fc.string(), fc.string(), value)
    .map(
      ([metric, pipeline, model, v]) =>
        `${metric}{pipeline="${pipeline}",model_name="${model}"} ${v}`,
    );
  fc.assert(
    fc.property(fc.array(fc.oneof(line, fc.string())), (lines) => {
      const { observations } = readCapacity(lines.join("\n"), T0, runnerReadings());
      for (const o of observations) expect(Observation.parse(o)).toEqual(o);
    }),
  );
});

it("knows a node by its own address, and one without a key by none", () => {
  const address = "0x52CF2968b3DC6016778742D3539449a6597D5954";
  expect(parseNodeIdentity(`${address}\n`, "42161")).toEqual({
    node: address.toLowerCase(),
    chainId: 42161,
  });
  expect(parseNodeIdentity(`0x${"0".repeat(40)}`, "")).toEqual({ node: null, chainId: null });
  fc.assert(fc.property(fc.string(), fc.string(), (a, c) => void parseNodeIdentity(a, c)));
});
