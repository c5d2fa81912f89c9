import fc from "fast-check";
import { expect, it } from "vitest";
import {
  parseContainers,
  parseContainerState,
} from "../../agent/src/collectors/runner/docker-containers.ts";
import {
  parseHardwareInfo,
  parseHardwareStats,
} from "../../agent/src/collectors/runner/hardware.ts";
import { parseHealth } from "../../agent/src/collectors/runner/health.ts";
import { hostGpu } from "../../agent/src/collectors/runner/host-gpu.ts";
import { parsePipelineStatus } from "../../agent/src/collectors/runner/pipeline-status.ts";
import { CONVENTION_PORTS, gpuOfPort } from "../../agent/src/collectors/runner/ports.ts";
import { parseVersion } from "../../agent/src/collectors/runner/version.ts";
import { gpuSlots } from "../../agent/src/collectors/gpu/gpu-slots.ts";

const UUID = "GPU-a8d13655-197b-2226-d09f-b4b81e07504b";

// ai-runner 0.14, as captured: prompt shortened.
const STATUS = {
  type: "status",
  pipeline: "streamdiffusion-sdxl",
  start_time: 1767966622510,
  state: "ONLINE",
  last_state_update_time: 1767966634193,
  input_status: { last_input_time: 1767966652464, fps: 19.886 },
  inference_status: {
    last_output_time: 1767966652482,
    fps: 20.086,
    last_params_update_time: 1767966633725,
    last_params: { prompt: "a prompt" },
    last_params_hash: "8c85",
    last_error_time: null,
    last_error: null,
    last_restart_time: null,
    last_restart_logs: null,
    restart_count: 0,
  },
};
const status = (change: object, inference: object = {}) =>
  parsePipelineStatus(
    JSON.stringify({
      ...STATUS,
      ...change,
      inference_status: { ...STATUS.inference_status, ...inference },
    }),
  );

it("reads a live runner's status, without the user's parameters", () => {
  expect(status({})).toEqual({
    value: {
      model: "streamdiffusion-sdxl",
      state: "online",
      startedMs: 1767966622510,
      inputFps: 19.886,
      fps: 20.086,
      lastInputMs: 1767966652464,
      lastOutputMs: 1767966652482,
      error: null,
      restartedMs: null,
    },
  });
});

it("knows no stream where the runner had none yet", () => {
  expect(status({ start_time: 0, state: "OFFLINE" })).toMatchObject({
    value: { startedMs: null, state: "offline" },
  });
});

it.each([
  ["CUDA out of memory. Tried to allocate 2.00 GiB", "gpu"],
  ["Error loading pipeline: no such file", "model"],
  ["something new", "unknown"],
])("keeps of the error %j its cause", (last_error, cause) => {
  expect(status({}, { last_error, last_error_time: 1767966650000 })).toMatchObject({
    value: { error: { atMs: 1767966650000, cause } },
  });
});

it.each<[string, object, object, string]>([
  ["a start in words", { start_time: "yesterday" }, {}, "status.start_time: invalid_type"],
  ["a negative fps", {}, { fps: -1 }, "status.inference_status.fps: too_small"],
  [
    "an fps in words",
    { input_status: { fps: "20", last_input_time: null } },
    {},
    "status.input_status.fps: invalid_type",
  ],
  ["no state", { state: 7 }, {}, "status.state: invalid_type"],
])("refuses %s, naming the field and not what was in it", (_, change, inference, refused) => {
  expect(status(change, inference)).toEqual({ refused });
});

it.each(["LOADING", "OK", "ERROR", "IDLE"])("reads the health %s", (health) => {
  expect(parseHealth(`{"status":"${health}"}`)).toEqual({ value: health });
});

it.each([
  ["", "health: not JSON"],
  ["<html>", "health: not JSON"],
  ["null", "health: invalid_type"],
  ['{"status":"GREAT"}', "health.status: invalid_value"],
])("refuses %j as health", (text, refused) => {
  expect(parseHealth(text)).toEqual({ refused });
});

const SERVES = { pipeline: "live-video-to-video", model_id: "streamdiffusion-sdxl" };
const CARD = {
  id: UUID,
  name: "NVIDIA GeForce RTX 5090",
  memory_total: 34190917632,
  memory_free: 33595981824,
};

it("reads the GPUs of a runner, and how busy they are", () => {
  const gpu = { index: 0, uuid: UUID, name: CARD.name, memory_bytes: 34190917632 };
  const serves = { pipeline: "live-video-to-video", model: "streamdiffusion-sdxl" };
  const info = { ...SERVES, gpu_info: { 0: { ...CARD, major: 12, minor: 0 } } };
  expect(parseHardwareInfo(JSON.stringify(info))).toEqual({
    value: { ...serves, gpus: [{ ...gpu, utilisation_ppm: null }] },
  });
  const stats = {
    ...SERVES,
    gpu_stats: { 0: { ...CARD, utilization_compute: 87, utilization_memory: 40 } },
  };
  expect(parseHardwareStats(JSON.stringify(stats))).toEqual({
    value: { ...serves, gpus: [{ ...gpu, utilisation_ppm: 870_000 }] },
  });
});

it("finds a GPU's slot on its host by its UUID, else by its runner's port, else leaves it", () => {
  const gpu = { index: 0, uuid: UUID, name: null, memory_bytes: null, utilisation_ppm: null };
  const slots = gpuSlots();
  const index = (port: number) => hostGpu(gpu, `http://127.0.0.1:${port}`, slots).index;
  expect([index(8903), index(8923), index(9000)]).toEqual([3, 3, 0]);
  slots.note([{ ...gpu, index: 5, power_milliwatts: null, temperature_celsius: null }]);
  expect(index(8903)).toBe(5);
});

it("tries the ports of go-livepeer's convention, and never the node's own", () => {
  expect(CONVENTION_PORTS).toContain(8900);
  expect(CONVENTION_PORTS).toContain(8807);
  expect(CONVENTION_PORTS).not.toContain(8935);
  expect(CONVENTION_PORTS).not.toContain(7935);
  expect(new Set(CONVENTION_PORTS).size).toBe(CONVENTION_PORTS.length);
  expect([gpuOfPort(8900), gpuOfPort(8917), gpuOfPort(8001)]).toEqual([0, 7, null]);
});

const ID = "4f".repeat(32);

it("reads of a container its port, its address and what it serves", () => {
  const listed = {
    Id: ID,
    Names: ["/live-video-to-video_noise_model_8901"],
    Ports: [
      { PrivatePort: 9000, PublicPort: 1 },
      { IP: "127.0.0.1", PrivatePort: 8000, PublicPort: 8901, Type: "tcp" },
    ],
    NetworkSettings: { Networks: { bridge: { IPAddress: "172.17.0.3" } } },
  };
  expect(parseContainers(JSON.stringify([listed]))).toEqual({
    value: [
      {
        id: ID,
        workflow: { pipeline: "live-video-to-video", model: "noise_model" },
        port: 8901,
        address: "172.17.0.3",
      },
    ],
  });
  expect(parseContainers(JSON.stringify([{ Id: ID }]))).toEqual({
    value: [{ id: ID, workflow: null, port: null, address: null }],
  });
});

it("reads when a container was started, and takes Docker's year 1 for never", () => {
  const state = (StartedAt: string, RestartCount: number) =>
    parseContainerState(
      JSON.stringify({ State: { StartedAt }, RestartCount, Config: { Env: ["SECRET=1"] } }),
    );
  const startedMs = Date.UTC(2026, 0, 9, 13, 0, 0, 123);
  expect(state("2026-01-09T13:00:00.123456789Z", 2)).toEqual({ value: { startedMs, restarts: 2 } });
  expect(state("0001-01-01T00:00:00Z", 0)).toEqual({ value: { startedMs: null, restarts: 0 } });
});

const PARSERS = {
  parseHealth,
  parseVersion,
  parseHardwareInfo,
  parseHardwareStats,
  parsePipelineStatus,
  parseContainers,
  parseContainerState,
};

it.each(Object.entries(PARSERS))(
  "%s never throws, and always gives a value or a reason",
  (_, parse) => {
    const shaped = fc.record(
      Object.fromEntries(
        [
          ...Object.keys(STATUS),
          "status",
          "version",
          "model_id",
          "gpu_info",
          "gpu_stats",
          "State",
          "Id",
        ].map((key) => [key, fc.jsonValue()]),
      ),
      { requiredKeys: [] },
    );
    const json = fc
      .oneof(fc.jsonValue(), shaped, fc.array(shaped))
      .map((value) => JSON.stringify(value));
    fc.assert(
      fc.property(fc.oneof(json, fc.string()), (text) => {
        const parsed = parse(text);
        expect("value" in parsed || parsed.refused.length > 0).toBe(true);
      }),
    );
  },
);

it("accepts no lie about types: a status that is taken holds numbers and moments only", () => {
  const leaf = fc.oneof(
    { weight: 1, arbitrary: fc.jsonValue() },
    { weight: 20, arbitrary: fc.constantFrom(0, 17, 1767966622510) },
  );
  const inner = (keys: string[]) => fc.record(Object.fromEntries(keys.map((key) => [key, leaf])));
  const document = fc.record({
    pipeline: fc.oneof(leaf, fc.constant(STATUS.pipeline)),
    state: fc.oneof(fc.string(), fc.constantFrom("ONLINE", "IDLE", "INITIALIZING")),
    start_time: leaf,
    input_status: inner(Object.keys(STATUS.input_status)),
    inference_status: inner(
      Object.keys(STATUS.inference_status).filter((key) => key !== "last_error"),
    ),
  });
  let taken = 0;
  fc.assert(
    fc.property(document, (value) => {
      const parsed = parsePipelineStatus(JSON.stringify(value));
      if ("refused" in parsed) return;
      taken += 1;
      const { startedMs, fps, inputFps, lastInputMs, lastOutputMs, error, restartedMs } =
        parsed.value;
      for (const ms of [startedMs, lastInputMs, lastOutputMs, error?.atMs ?? null, restartedMs])
        expect(ms === null || (Number.isSafeInteger(ms) && ms > 0)).toBe(true);
      for (const n of [fps, inputFps]) expect(Number.isFinite(n) && n >= 0).toBe(true);
    }),
    { numRuns: 2000 },
  );
  expect(taken).toBeGreaterThan(20);
});
