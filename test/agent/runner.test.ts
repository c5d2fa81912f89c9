import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { gpuSlots } from "../../agent/src/collectors/gpu/gpu-slots.ts";
import { runnerCollector } from "../../agent/src/collectors/runner/runner-collector.ts";
import { runnerReadings } from "../../agent/src/collectors/runner/runner-readings.ts";
import type { RunnerSettings, Startup } from "../../agent/src/collectors/runner/runner-settings.ts";
import { type RunnerScript, SIM_MODEL, SIM_UUID, simRunner } from "../sim/node/ai-runner.ts";
import { simDocker } from "../sim/node/ai-runner-docker.ts";
import { listening } from "../sim/node/listen.ts";
import { recordingPorts } from "../support/collector-ports.ts";
import { watched } from "./support/watched-runner.ts";

const T0 = Date.UTC(2026, 0, 9, 13);
const LIVE = { pipeline: "live-video-to-video", model: SIM_MODEL };
const portOf = (url: string) => Number(new URL(url).port);

/** Lets the collector look so often, 5 s apart in simulated time, and stops it. */
async function look(settings: RunnerSettings, looks = 1, clock = { nowMs: T0 }) {
  const until = clock.nowMs + looks * 5000;
  const recorded = recordingPorts({
    now: () => clock.nowMs,
    sleep: async (ms) => {
      clock.nowMs += ms;
      if (clock.nowMs >= until) recorded.stop();
    },
  });
  await runnerCollector({ ports: [], ...settings }).run(recorded.ports);
  return recorded;
}

it("is absent on a host without a runner", async () => {
  expect((await look({})).reports).toEqual([["absent", "no ai-runner found"]]);
});

it("finds runners by port, and takes nothing else that listens for one", async () => {
  await using runner = await simRunner({ now: () => T0 });
  await using other = await listening((_, response) => void response.end('{"status":"OK"}'));
  await using silent = await listening(() => {});
  const readings = runnerReadings();
  const ports = [runner.api, other, silent].map(({ url }) => portOf(url));
  const { reports, refused } = await look({ ports, readings });
  expect(reports).toEqual([["ok", null]]);
  expect(refused).toEqual([]);
  const gpu = {
    index: 0,
    uuid: SIM_UUID,
    name: "NVIDIA GeForce RTX 5090",
    memory_bytes: 34190917632,
  };
  expect(readings.latest()).toEqual([{ ...LIVE, health: "IDLE", gpus: [gpu] }]);
  expect(other.asked).toEqual([
    { method: "GET", path: "/health" },
    { method: "GET", path: "/version" },
  ]);
});

it("asks for health every 5 s and for the GPU every 10 s", async () => {
  await using runner = await simRunner({ now: () => T0 });
  await look({ runners: [{ url: runner.api.url }] }, 5);
  const count = (path: string) => runner.api.asked.filter((asked) => asked.path === path).length;
  expect([count("/health"), count("/hardware/stats"), count("/hardware/info")]).toEqual([5, 3, 1]);
  expect(runner.api.asked.every(({ method }) => method === "GET")).toBe(true);
});

it("observes the GPU of a runner where nothing else on the host does", async () => {
  await using runner = await simRunner({ now: () => T0 });
  const slots = gpuSlots();
  const runners = [{ url: runner.api.url }];
  expect((await look({ runners, slots })).accepted).toEqual([]);
  slots.note([]);
  const { accepted } = await look({ runners, slots });
  expect(accepted).toMatchObject([
    { kind: "gpu", at: T0, utilisation_ppm: 870_000, gpu: { index: 0, uuid: SIM_UUID } },
  ]);
  slots.note([
    {
      index: 3,
      uuid: SIM_UUID,
      name: null,
      memory_bytes: null,
      utilisation_ppm: null,
      power_milliwatts: null,
      temperature_celsius: null,
    },
  ]);
  const readings = runnerReadings();
  expect((await look({ runners, slots, readings })).accepted).toEqual([]);
  expect(readings.gpus(LIVE.pipeline, LIVE.model)).toMatchObject([{ index: 3 }]);
});

it("counts the slots of live runners by their health, where the operator wants it", async () => {
  const now = () => T0 + 20_000;
  const streams = [{ startMs: T0, firstOutputMs: T0 + 1000, inputEndMs: T0 + 60_000 }];
  await using busy = await simRunner({ now, streams });
  await using idle = await simRunner({ now });
  await using loading = await simRunner({ now, loadingUntilMs: T0 + 30_000 });
  const runners = [busy, idle, loading].map(({ api }) => ({ url: api.url }));
  const { accepted } = await look({ runners, capacity: true });
  expect(accepted.filter(({ kind }) => kind === "capacity")).toMatchObject([
    { ...LIVE, in_use: 1, idle: 1, loading: 1 },
  ]);
});

it.each<[string, NonNullable<RunnerScript["instead"]>, string]>([
  ["a dead inner API", { "/health": [500, "Internal Server Error"] }, "/health: HTTP 500"],
  ["a pipeline in error", { "/health": [200, '{"status":"ERROR"}'] }, "health: ERROR"],
  ["garbage", { "/health": [200, "<html>"] }, "health: not JSON"],
  ["a redirect", { "/health": [302, ""] }, "/health: HTTP 302"],
])("reports %s of one runner, and goes on with the other", async (_, instead, reason) => {
  await using broken = await simRunner({ now: () => T0, instead });
  await using well = await simRunner({ now: () => T0 });
  const runners = [broken, well].map(({ api }) => ({ url: api.url }));
  const { reports, accepted } = await look({ runners });
  expect(reports).toEqual([["failing", `1 of 2 runners: ${reason}`]]);
  expect(accepted.length).toBeGreaterThan(0);
});

it("reports a named runner that does not answer, and forgets a found one that is gone", async () => {
  const down: [number, number][] = [[T0 + 5000, Infinity]];
  const clock = { nowMs: T0 };
  await using runner = await simRunner({ now: () => clock.nowMs, down });
  const { reports } = await look({ ports: [portOf(runner.api.url)] }, 6, clock);
  expect(reports.map(([status]) => status)).toEqual([
    "ok",
    "failing",
    "failing",
    "absent",
    "absent",
    "absent",
  ]);
  const named = await look({ runners: [{ url: runner.api.url }] }, 4, clock);
  expect(named.reports.map(([status]) => status)).toEqual([
    "failing",
    "failing",
    "failing",
    "failing",
  ]);
});

it("finds containers by Docker, and times the start of one that it saw loading", async () => {
  const folder = mkdtempSync(join(tmpdir(), "docker-"));
  try {
    const clock = { nowMs: T0 };
    await using runner = await simRunner({
      now: () => clock.nowMs,
      down: [[0, T0 + 20_000]],
      loadingUntilMs: T0 + 62_000,
    });
    const socket = join(folder, "docker.sock");
    const container = {
      id: "4f".repeat(32),
      name: `live-video-to-video_${SIM_MODEL}_8900`,
      port: portOf(runner.api.url),
      address: "127.0.0.1",
      startedAt: "2026-01-09T12:59:50.5Z",
    };
    await using docker = await simDocker(socket, () => [container]);
    const startups: Startup[] = [];
    const readings = runnerReadings();
    const settings = {
      dockerSocket: socket,
      readings,
      onStartup: (startup: Startup) => startups.push(startup),
    };
    const early = await look(settings, 2, clock);
    expect(early.reports).toEqual([
      ["ok", null],
      ["ok", null],
    ]);
    expect(readings.loading(LIVE.pipeline, LIVE.model)).toBe(1);
    const { reports, accepted } = await look(settings, 15, clock);
    // Ready at 62 s, seen by the look at 65 s; the container was started 9.5 s before T0.
    expect(startups).toEqual([{ ...LIVE, ms: 65_000 + 9500 }]);
    expect(accepted.filter(({ kind }) => kind === "startup")).toMatchObject([
      { ...LIVE, gpu: { uuid: SIM_UUID }, ready_ms: 65_000 + 9500, load_ms: null },
    ]);
    expect(readings.loading(LIVE.pipeline, LIVE.model)).toBe(0);
    expect(reports.at(-1)).toEqual(["ok", null]);
    const paths = new Set(
      docker.asked.map(({ method, path }) => `${method} ${path.split("?")[0]}`),
    );
    expect(paths).toEqual(
      new Set(["GET /containers/json", `GET /containers/${container.id}/json`]),
    );
    expect(docker.asked[0]?.path).toContain(encodeURIComponent('"creator=ai-worker"'));
  } finally {
    rmSync(folder, { recursive: true });
  }
});

it("reports a Docker that does not answer, and reads the other runners all the same", async () => {
  await using runner = await simRunner({ now: () => T0 });
  const { reports, accepted } = await look({
    runners: [{ url: runner.api.url }],
    dockerSocket: join(tmpdir(), "no-such-docker.sock"),
  });
  expect(reports).toEqual([["failing", "docker: no answer"]]);
  expect(accepted.length).toBeGreaterThan(0);
});

const PROMPT = "a PLANTED prompt, oil on canvas";
const SECRETS = JSON.stringify({ prompt: PROMPT });
const STATUS = { pipeline: SIM_MODEL, state: "ONLINE", start_time: T0 + 1000 };
const INPUT = { input_status: { fps: 20, last_input_time: T0 + 2000 } };
const INFERENCE = { fps: 20, last_output_time: T0 + 2000, last_params: { prompt: PROMPT } };

it.each<[string, NonNullable<RunnerScript["instead"]>]>([
  ["parameters, logs and errors of a true status", {}],
  ["a status that is the prompt", { "/api/status": [200, PROMPT] }],
  ["a status with the prompt for a key", { "/api/status": [200, JSON.stringify({ [PROMPT]: 1 })] }],
  ["an error status with the prompt", { "/api/status": [500, SECRETS] }],
  [
    "a model's name",
    {
      "/api/status": [
        200,
        JSON.stringify({ ...STATUS, ...INPUT, pipeline: PROMPT, inference_status: INFERENCE }),
      ],
    },
  ],
  [
    "a state",
    {
      "/api/status": [
        200,
        JSON.stringify({ ...STATUS, ...INPUT, state: PROMPT, inference_status: INFERENCE }),
      ],
    },
  ],
  [
    "a moment",
    {
      "/api/status": [
        200,
        JSON.stringify({ ...STATUS, ...INPUT, start_time: PROMPT, inference_status: INFERENCE }),
      ],
    },
  ],
  [
    "an object for a number",
    {
      "/api/status": [
        200,
        JSON.stringify({
          ...STATUS,
          ...INPUT,
          inference_status: { ...INFERENCE, fps: { [PROMPT]: PROMPT } },
        }),
      ],
    },
  ],
  ["health", { "/health": [200, JSON.stringify({ status: PROMPT })] }],
  [
    "an index of a GPU",
    {
      "/hardware/stats": [
        200,
        JSON.stringify({
          pipeline: LIVE.pipeline,
          model_id: SIM_MODEL,
          gpu_stats: { [PROMPT]: {} },
        }),
      ],
    },
  ],
  [
    "a GPU",
    {
      "/hardware/info": [
        200,
        JSON.stringify({
          pipeline: LIVE.pipeline,
          model_id: SIM_MODEL,
          gpu_info: { 0: { name: { [PROMPT]: 1 } } },
        }),
      ],
    },
  ],
  [
    "a workflow",
    {
      "/hardware/info": [200, JSON.stringify({ pipeline: PROMPT, model_id: PROMPT, gpu_info: {} })],
    },
  ],
])("lets no prompt through that stands in %s", async (_, instead) => {
  const stream = {
    startMs: T0 + 7000,
    firstOutputMs: T0 + 9000,
    inputEndMs: T0 + 40_000,
    errors: [{ atMs: T0 + 20_000, message: `Error updating params: ${PROMPT}` }],
    restarts: [T0 + 25_000],
  };
  const { accepted, refused, reports } = await watched(
    { streams: [stream], prompt: PROMPT, instead },
    T0,
    { untilMs: T0 + 60_000 },
  );
  const said = JSON.stringify({ accepted, refused, reports });
  expect(reports.length).toBeGreaterThan(0);
  expect(said).not.toContain("PLANTED");
  expect(said).not.toContain("oil on canvas");
});
