import { beforeAll, expect, it } from "vitest";
import { GpuMetrics } from "../../../schema/wire/api/gpu-metrics.ts";
import { bucketOf } from "../../../schema/sla/histogram.ts";
import { job } from "../../support/job.ts";
import { rollup } from "../../support/rollup.ts";
import { seedHour } from "./seed-hour.ts";
import { answer, problem } from "./ask.ts";

const A = `0x${"ab".repeat(20)}`;
const GPU = "NVIDIA GeForce RTX 4090";

// Per hour: 3 succeeded and 1 failed; 60 s at 14 fps = 840 frames; jitter 0.1 and 0.2; first frame 1000 ms, 3 times.
const sums = {
  counts: {
    success: 3,
    failed: 1,
    active_ms: 60_000,
    milli_frames: 840_000,
    samples: 6,
    jitter_ppm: 300_000,
    jitter_jobs: 2,
    "sli.stability.good": 3,
    "sli.stability.valid": 4,
  },
  amounts: {},
  histograms: { first_frame_ms: { [bucketOf(1000)]: 3 } },
} as const;

beforeAll(async () => {
  for (const hour of ["2026-01-09T12:00:00Z", "2026-01-09T13:00:00Z"])
    await seedHour({
      hour,
      jobs: [job()],
      rollups: [
        rollup({ hour, gpu: GPU, sums }),
        // A gateway saw two of the four.
        rollup({
          hour,
          gpu: GPU,
          witness: "corroborated",
          sums: { ...sums, counts: { success: 1, failed: 1 } },
        }),
        rollup({
          hour,
          gpu: GPU,
          purpose: "test",
          sums: { ...sums, counts: { success: 1, failed: 3 } },
        }),
        rollup({
          hour,
          gpu: null,
          model: "other",
          sums: { ...sums, counts: { excused: 1 }, histograms: {} },
        }),
        // Read 30 times: 7 readings of 100 %, one of 50 %, the others of 0.
        rollup({
          hour,
          gpu: GPU,
          pipeline: null,
          model: null,
          sums: {
            counts: { utilisation_ppm: 7_500_000, utilisation_samples: 30 },
            amounts: {},
            histograms: {},
          },
        }),
        // One slot: half an hour busy, a quarter idle, a quarter loading.
        rollup({
          hour,
          gpu: null,
          model: "slots",
          sums: {
            counts: { busy_slot_ms: 1_800_000, idle_slot_ms: 900_000, loading_slot_ms: 900_000 },
            amounts: {},
            histograms: {},
          },
        }),
        rollup({
          hour,
          pipeline: null,
          model: null,
          sums: { counts: { windows: 60 }, amounts: {}, histograms: {} },
        }),
      ],
    });
});

it("AC11 gives every value with its numerator, its denominator and its n", async () => {
  const { gpu_metrics } = await answer(
    GpuMetrics,
    `/v1/gpu/metrics?gpu_id=${encodeURIComponent(GPU)}`,
  );
  const ofWorkflow = gpu_metrics.filter(({ workflow }) => workflow !== null);
  expect(ofWorkflow).toHaveLength(1);
  expect(ofWorkflow[0]).toMatchObject({
    o_wallet: A,
    gpu_id: GPU,
    region: "fra",
    workflow: "live-video-to-video/streamdiffusion",
    time_window: { from: "2026-01-08T14:00:00Z", to: "2026-01-09T14:00:00Z" },
    metrics: {
      output_fps: { value: 14, numerator: 1_680_000, denominator: 120_000, n: 12 },
      jitter_coefficient: { value: 0.15, numerator: 600_000, denominator: 4_000_000, n: 4 },
      failure_rate_pct: { value: 25, numerator: 2, denominator: 8, n: 8 },
      swap_rate_pct: { value: 25, numerator: 2, denominator: 8, n: 8 },
      inference_minutes: { value: 2, n: 12 },
    },
  });
  const first = ofWorkflow[0]?.metrics.prompt_to_first_frame_latency_ms;
  expect(first?.n).toBe(6);
  // The histogram's stated error: at most 2 % above.
  expect(first?.value).toBeGreaterThanOrEqual(1000);
  expect(first?.value).toBeLessThanOrEqual(1020);
});

it("AC11 keeps null what is not known, and says why", async () => {
  const { gpu_metrics } = await answer(
    GpuMetrics,
    "/v1/gpu/metrics?workflow=live-video-to-video/other",
  );
  const metrics = Object.values(gpu_metrics[0]?.metrics ?? {});
  expect(metrics).toHaveLength(13);
  for (const metric of metrics)
    expect(metric).toMatchObject({ value: null, n: 0, reason: expect.any(String) });
});

it("gives the busy time of a GPU under the method's name, with the number of readings", async () => {
  const path = `/v1/gpu/metrics?gpu_id=${encodeURIComponent(GPU)}`;
  const [own] = (await answer(GpuMetrics, path)).gpu_metrics.filter((row) => row.workflow === null);
  expect(own?.metrics.cuda_utilization_efficiency_pct).toEqual({
    value: 25,
    numerator: 15_000_000,
    denominator: 60_000_000,
    n: 60,
    reason: null,
    method: "proxy",
    methods: {
      dcgm: { value: null, numerator: null, denominator: null, n: 0, reason: "dcgm_absent" },
      model: { value: null, numerator: null, denominator: null, n: 0, reason: "no_flops_table" },
    },
  });
  expect(own?.metrics.failure_rate_pct).toMatchObject({ value: null, n: 0 });
});

it("gives the capacity rate without the time that slots were loading", async () => {
  const path = "/v1/gpu/metrics?workflow=live-video-to-video/slots";
  const [row] = (await answer(GpuMetrics, path)).gpu_metrics;
  expect(row?.metrics.capacity_rate_pct).toMatchObject({
    numerator: 3_600_000,
    denominator: 5_400_000,
  });
  expect(row?.metrics.capacity_rate_pct.value).toBeCloseTo(66.667, 3);
});

it("answers both views, each with its name: of the jobs that a gateway saw nothing that only an agent reads", async () => {
  const path = `/v1/gpu/metrics?gpu_id=${encodeURIComponent(GPU)}`;
  expect((await answer(GpuMetrics, path)).witness).toBe("any");
  const seen = await answer(GpuMetrics, `${path}&witness=corroborated`);
  expect(seen.witness).toBe("corroborated");
  expect(seen.gpu_metrics).toHaveLength(1);
  expect(seen.gpu_metrics[0]?.metrics).toMatchObject({
    failure_rate_pct: { value: 50, numerator: 2, denominator: 4, reason: null },
    cuda_utilization_efficiency_pct: { value: null, reason: "orchestrator_only" },
    capacity_rate_pct: { value: null, reason: "orchestrator_only" },
    startup_time_seconds: { value: null, reason: "orchestrator_only" },
  });
});

it("answers test load apart, under its name, without what is read of slots and GPUs", async () => {
  const path = `/v1/gpu/metrics?gpu_id=${encodeURIComponent(GPU)}`;
  expect((await answer(GpuMetrics, path)).purpose).toBe("live");
  const tests = await answer(GpuMetrics, `${path}&purpose=test`);
  expect(tests.purpose).toBe("test");
  expect(tests.gpu_metrics.map(({ metrics }) => metrics)).toMatchObject([
    {
      failure_rate_pct: { value: 75, numerator: 6, denominator: 8, reason: null },
      cuda_utilization_efficiency_pct: { value: null, reason: "not_by_purpose" },
      capacity_rate_pct: { value: null, reason: "not_by_purpose" },
      startup_time_seconds: { value: null, reason: "not_by_purpose" },
    },
  ]);
});

it.each(["purpose=load", "purpose="])(
  "AC14 refuses %s and names the parameter, wherever it may be asked",
  async (query) => {
    const refusal = { status: 400, parameter: "purpose" };
    const compliance = `/v1/sla/compliance?orchestrator_id=${A}`;
    for (const path of ["/v1/gpu/metrics?", "/v1/network/demand?", `${compliance}&`])
      expect(await problem(`${path}${query}`)).toMatchObject(refusal);
  },
);

it.each(["witness=gateway", "witness=", "witness=any&witness=corroborated"])(
  "AC14 refuses %s and names the parameter",
  async (query) => {
    const refusal = { status: 400, parameter: "witness" };
    expect(await problem(`/v1/gpu/metrics?${query}`)).toMatchObject(refusal);
    expect(await problem(`/v1/network/demand?${query}`)).toMatchObject(refusal);
  },
);

it("covers the hours of the range, up to the newest published one with jobs", async () => {
  const query = `time_range=1h&o_wallet=${A}&gpu_id=${encodeURIComponent(GPU)}`;
  const { gpu_metrics } = await answer(GpuMetrics, `/v1/gpu/metrics?${query}`);
  const row = gpu_metrics.find(({ workflow }) => workflow !== null);
  expect(row?.time_window).toEqual({ from: "2026-01-09T13:00:00Z", to: "2026-01-09T14:00:00Z" });
  expect(row?.metrics.failure_rate_pct.n).toBe(4);
});

it.each(["gpu_id=H100", "region=lon", `o_wallet=0x${"01".repeat(20)}`, "workflow=a/b"])(
  "narrows by %s",
  async (filter) => {
    expect((await answer(GpuMetrics, `/v1/gpu/metrics?${filter}`)).gpu_metrics).toEqual([]);
  },
);
