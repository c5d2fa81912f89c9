import { expect, it } from "vitest";
import { parseStatus } from "../../agent/src/collectors/gateway/parse-status.ts";
import { trackStreams } from "../../agent/src/collectors/gateway/track-streams.ts";
import type { Observation } from "../../schema/wire/observation.ts";
import { ingestMetrics, runnerStatus } from "../sim/node/gateway-node.ts";

const ID = "stream-n8v0ru-mk6xm6s4";
const T = 1_767_966_600_000;
/** `sha256("livepeer-sla:ce6ee475")`, its first 16 digits, by sha256sum. */
const REQUEST = "333df3d0f53e42aa";

const statusOf = (value: object) => {
  const parsed = parseStatus(value);
  if ("refused" in parsed) throw new Error(parsed.refused);
  return parsed;
};
const at = (seconds: number, more: object = {}) =>
  statusOf(runnerStatus({ timestamp: T - 7_000_000 + seconds * 1000, ...more }));
const kinds = (observations: readonly Observation[]) =>
  observations.map((o) => [o.kind, (o.at - T) / 1000]);

/** A stream that was first named at 5 s, and first had a status at 15 s. */
function running(salt = "salt") {
  const streams = trackStreams(salt);
  streams.heard([], T);
  streams.heard([ID], T + 5000);
  streams.heard([ID], T + 15_000);
  return { streams, first: streams.answered(ID, at(13), T + 15_000) };
}

it("begins a job where the gateway first named the stream, and counts each status once", () => {
  const { streams, first } = running();
  expect(kinds(first)).toEqual([
    ["job_started", 5],
    ["sample", 15],
  ]);
  expect(first.every(({ request, polled }) => request === REQUEST && polled === true)).toBe(true);
  expect(streams.answered(ID, at(13), T + 20_000)).toEqual([]);
  expect(kinds(streams.answered(ID, at(23), T + 25_400))).toEqual([["sample", 25]]);
});

it("names a fact alike in every process, so that a restart counts nothing twice", () => {
  const names = () => running(String(Math.random())).first.map(({ id }) => id);
  expect(names()).toEqual(names());
});

it("does not say when a stream began that was there before it listened", () => {
  const streams = trackStreams("salt");
  streams.heard([ID], T);
  expect(kinds(streams.answered(ID, at(1), T + 1000))).toEqual([["sample", 1]]);
});

it("ends a stream by the gateway's word, at the gateway's time, and takes nothing of it afterwards", () => {
  const { streams } = running();
  const error = { error_message: "whip disconnected", error_time: T + 18_000 };
  const over = at(13, { gateway_status: { error } });
  expect(kinds(streams.answered(ID, over, T + 20_000))).toEqual([["ended", 18]]);
  expect(streams.answered(ID, at(23, { gateway_status: { error } }), T + 25_000)).toEqual([]);
  expect(streams.unknown(ID)).toEqual([]);
  streams.heard([], T + 80_000);
  expect(streams.tick(T + 80_000)).toEqual([]);
  expect(streams.ids()).toEqual([]);
});

it("counts the first error once, and goes on", () => {
  const { streams } = running();
  const error = { error_message: "timeout waiting for segments", error_time: T + 18_000 };
  const said = (seconds: number) =>
    streams.answered(ID, at(seconds, { gateway_status: { error } }), T + seconds * 1000 + 2000);
  expect(kinds(said(23))).toEqual([
    ["sample", 25],
    ["error", 18],
  ]);
  expect(kinds(said(33))).toEqual([["sample", 35]]);
});

it("ends a stream that heartbeats have not named for a minute, when it was last named", () => {
  const { streams } = running();
  streams.heard([], T + 20_000);
  expect(streams.tick(T + 20_000)).toEqual([]);
  streams.heard([], T + 75_000);
  expect(streams.tick(T + 75_000)).toMatchObject([
    { kind: "ended", ending: "client_left", at: T + 15_000, request: REQUEST },
  ]);
});

it("ends at once a stream that the gateway neither names nor knows", () => {
  const { streams } = running();
  streams.heard([], T + 20_000);
  expect(kinds(streams.unknown(ID))).toEqual([["ended", 15]]);
});

it("does not end a stream whose status the gateway cleared a minute after it moved it, and still names", () => {
  const { streams } = running();
  expect(streams.unknown(ID)).toEqual([]);
  expect(kinds(streams.answered(ID, at(23), T + 25_000))).toEqual([["sample", 25]]);
});

it("ends nothing when heartbeats stop: then the gateway is gone, and not its clients", () => {
  const { streams } = running();
  expect(streams.tick(T + 500_000)).toEqual([]);
  expect(streams.tick(T + 700_000)).toEqual([]);
  expect(streams.ids()).toEqual([]);
});

it("takes no words of a runner about a stream that the gateway has let go of", () => {
  const { streams } = running();
  streams.heard([], T + 20_000);
  expect(streams.answered(ID, at(23), T + 25_000)).toEqual([]);
});

it("counts a runner's sticky error once", () => {
  const { streams } = running();
  const sticky = (seconds: number) => {
    const runnerMs = T - 7_000_000 + 14_000;
    const inference_status = {
      fps: 9,
      last_error: "CUDA out of memory",
      last_error_time: runnerMs,
    };
    const status = at(seconds, { inference_status, start_time: runnerMs - 1000 });
    return streams.answered(ID, status, T + seconds * 1000 + 2000);
  };
  const errors = [...sticky(23), ...sticky(33)].filter(({ kind }) => kind === "error");
  expect(errors).toMatchObject([{ cause: "gpu", relayed: true }, { cause: "gpu" }]);
  expect(new Set(errors.map(({ id }) => id)).size).toBe(1);
});

it("reads the latency of the video track once for each input, while the runner's status is fresh", () => {
  const { streams } = running();
  const metrics = (input: number) => ({
    gateway_status: { ingest_metrics: ingestMetrics(input, input - 1.25) },
  });
  const read = [30, 30, 35].flatMap((input, i) =>
    streams.answered(ID, at(13, metrics(input)), T + 20_000 + i * 5000),
  );
  expect(read).toMatchObject(Array(3).fill({ kind: "e2e", latency_ms: 1250 }));
  expect(new Set(read.map(({ id }) => id)).size).toBe(2);
  streams.heard([ID], T + 60_000);
  expect(streams.answered(ID, at(13, metrics(60)), T + 60_000)).toEqual([]);
});

it("keeps two requests of one stream id apart", () => {
  const { streams } = running();
  const next = at(40, { request_id: "00000002", start_time: T });
  expect(streams.answered(ID, next, T + 42_000)).toMatchObject([
    { kind: "ended", request: REQUEST },
    { kind: "sample", at: T + 42_000 },
  ]);
});

it("takes a job of its own where a status names no request, and hides the stream behind a salt", () => {
  const streams = (salt: string) => {
    const tracked = trackStreams(salt);
    tracked.heard([ID], T);
    return tracked.answered(ID, at(13, { request_id: "" }), T + 15_000);
  };
  const [first] = streams("a");
  expect(first).toMatchObject({ request: null, job: expect.stringMatching(/^[0-9a-f]{16}$/) });
  expect(streams("b")[0]?.job).not.toBe(first?.job);
  expect(JSON.stringify([first, running().first])).not.toContain(ID);
});
