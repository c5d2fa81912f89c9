import fc from "fast-check";
import { expect, it } from "vitest";
import { parseHeartbeat } from "../../agent/src/collectors/gateway/parse-heartbeat.ts";
import { parseStatus } from "../../agent/src/collectors/gateway/parse-status.ts";
import { placeStatus } from "../../agent/src/collectors/gateway/place.ts";
import { ingestMetrics, runnerStatus } from "../sim/node/gateway-node.ts";

const factsOf = (value: unknown) => {
  const parsed = parseStatus(value);
  if ("refused" in parsed) throw new Error(parsed.refused);
  return parsed;
};

it("reads the ids of a heartbeat, none of an empty one, and counts streams without an id", () => {
  expect(parseHeartbeat('{"ids":["a","b","a"]}')).toEqual({ ids: ["a", "b"], unnamed: 0 });
  expect(parseHeartbeat('{"ids":null}')).toEqual({ ids: [], unnamed: 0 });
  expect(parseHeartbeat('{"ids":["","a",""]}')).toEqual({ ids: ["a"], unnamed: 2 });
});

it("refuses a heartbeat that lies about its types, and repeats nothing of it", () => {
  expect(parseHeartbeat("stream-secret")).toEqual({ refused: "heartbeat: not JSON" });
  expect(parseHeartbeat('{"ids":[7]}')).toEqual({ refused: "heartbeat: ids.0: invalid_type" });
  expect(parseHeartbeat('{"ids":"stream-secret"}')).toEqual({
    refused: "heartbeat: ids: invalid_type",
  });
  expect(parseHeartbeat("[]")).toEqual({ refused: "heartbeat: body: invalid_type" });
});

it("reads a runner's status as relayed, its moments as ages on the runner's clock", () => {
  const { request, node, runnerMs, runner, gateway, e2e, unread } = factsOf(runnerStatus());
  expect({ request, node, runnerMs }).toEqual({
    request: "ce6ee475",
    node: "0x52cf2968b3dc6016778742d3539449a6597d5954",
    runnerMs: 1767966652512,
  });
  expect(runner.map(({ fact }) => fact)).toMatchObject([
    {
      kind: "sample",
      relayed: true,
      fps: 20.086,
      input_fps: 19.886,
      input_age_ms: 48,
      output_age_ms: 30,
      runner_started_at: 1767966622510,
      state: "online",
      pipeline: "live-video-to-video",
      model: "streamdiffusion-sdxl-faceid",
    },
  ]);
  expect([gateway, e2e, unread]).toEqual([[], [], []]);
});

it("keeps nothing of prompts, parameters, logs, the stream's id and address", () => {
  const text = JSON.stringify(
    factsOf({ ...runnerStatus(), gateway_status: { whep_url: "http://h/stream-n8v0ru/whep" } }),
  );
  for (const planted of ["planted", "stream-n8v0ru", "xodeapp", "8c85"])
    expect(text).not.toContain(planted);
});

it("reads the gateway's first error: by its words it is the stream's end, a fault, or no capacity", () => {
  const saying = (error_message: string) =>
    factsOf({ gateway_status: { error: { error_message, error_time: 1767966700000 } } }).gateway;
  expect(saying("whip disconnected")).toMatchObject([
    { at: 1767966700000, fact: { kind: "ended", ending: "client_left" } },
  ]);
  expect(saying("timeout waiting for segments")).toMatchObject([
    { fact: { kind: "error", cause: "orchestrator_network" } },
  ]);
  expect(saying("no orchestrators available within 2s timeout")).toMatchObject([
    { fact: { kind: "no_capacity" } },
  ]);
});

it("takes end-to-end latency by media time of the video track, and none before output", () => {
  const metrics = (input: number, output: number) =>
    factsOf({ ...runnerStatus(), gateway_status: { ingest_metrics: ingestMetrics(input, output) } })
      .e2e;
  expect(metrics(62.5, 61.25)).toMatchObject([
    { fact: { kind: "e2e", latency_ms: 1250 }, mark: "62.5" },
  ]);
  expect(metrics(62.5, 0)).toEqual([]);
});

it("reads the other parts of a status when one cannot be read, and says which", () => {
  const odd = factsOf({
    ...runnerStatus({ inference_status: { fps: "20" } }),
    gateway_status: { ingest_metrics: ingestMetrics(62.5, 61.25) },
  });
  expect([odd.runner.length, odd.e2e.length]).toEqual([0, 1]);
  expect(odd.unread).toEqual([expect.stringContaining("inference_status.fps")]);
});

it("never throws, and gives a reason, whatever a gateway says", () => {
  fc.assert(
    fc.property(fc.oneof(fc.jsonValue(), fc.anything()), (value) => {
      const parsed = parseStatus(value);
      expect("refused" in parsed ? parsed.refused : "read").not.toBe("");
    }),
  );
  const keys = ["request_id", "orchestrator_info", "timestamp", "start_time", "inference_status"];
  const more = ["input_status", "state", "pipeline", "gateway_status"];
  fc.assert(
    fc.property(fc.constantFrom(...keys, ...more), fc.jsonValue(), (key, value) => {
      const parsed = parseStatus({ ...runnerStatus(), [key]: value });
      const facts = "refused" in parsed ? [] : parsed.runner;
      if ("refused" in parsed) expect(parsed.refused).not.toBe("");
      for (const { fact } of facts)
        if (fact.kind === "sample") expect(typeof fact.fps).toBe("number");
    }),
  );
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), (body) => {
      const beat = parseHeartbeat(body);
      if ("refused" in beat) expect(beat.refused).not.toBe("");
      else expect(beat.ids.every((id) => typeof id === "string" && id !== "")).toBe(true);
    }),
  );
});

it("places statuses as far apart as the runner made them, and none later than it was found", () => {
  // Made every 10 s, found at the next poll of every 5 s: 3, 0.5 and 4 s late, then a clock that was set.
  const first = placeStatus(null, 1_000_000, 53_000);
  const second = placeStatus(first, 1_010_000, 60_500);
  const third = placeStatus(second, 1_020_000, 74_000);
  const set = placeStatus(third, 9_000_000, 85_000);
  expect([first.at, second.at, third.at, set.at]).toEqual([53_000, 60_500, 70_500, 85_000]);
  expect(placeStatus(set, 8_000_000, 95_000).at).toBe(95_000);
});
