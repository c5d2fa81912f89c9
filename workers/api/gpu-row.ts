import { countIn, quantile } from "../../schema/sla/histogram.ts";
import type {
  DurationMetric,
  EfficiencyMetric,
  GpuMetricsRow,
  LatencyMetric,
  MeanMetric,
} from "../../schema/wire/api/gpu-metrics.ts";
import type { Reason } from "../../schema/wire/reason.ts";
import type { Latency, RollupKey, Sums } from "../../schema/wire/rollup.ts";

type Quotient = Readonly<{
  numerator: number | undefined;
  denominator: number | undefined;
  n: number | undefined;
  /** Numerator ÷ denominator is in units of which the metric's unit has so many. */
  per?: number;
  reason: Reason;
}>;

/** A mean of what was seen; null, with the reason, where nothing was. */
function mean({ numerator = 0, denominator = 0, n = 0, per = 1, reason }: Quotient): MeanMetric {
  if (denominator === 0) return { ...unknown(reason), numerator: 0, denominator: 0 };
  return { value: (numerator * per) / denominator, numerator, denominator, n, reason: null };
}

const unknown = (reason: Reason): MeanMetric => ({
  value: null,
  numerator: null,
  denominator: null,
  n: 0,
  reason,
});

function latency({ histograms }: Sums, of: Latency, reason: Reason): LatencyMetric {
  const histogram = histograms[of] ?? {};
  const value = quantile(histogram, 50, 100);
  if (value === null) return { value, p95: null, p99: null, n: 0, reason };
  return {
    value,
    p95: quantile(histogram, 95, 100),
    p99: quantile(histogram, 99, 100),
    n: countIn(histogram),
    reason: null,
  };
}

const busyTime = ({ counts }: Sums, reason: Reason): EfficiencyMetric => {
  const { utilisation_ppm: numerator, utilisation_samples: n = 0 } = counts;
  const value = mean({ numerator, denominator: n * 1_000_000, n, per: 100, reason });
  return {
    ...value,
    method: n === 0 ? null : "proxy",
    methods: { dcgm: unknown("dcgm_absent"), model: unknown("no_flops_table") },
  };
};

/** Starts, in seconds. */
function startup(sums: Sums, reason: Reason): DurationMetric {
  const { value, p95, p99, ...rest } = latency(sums, "startup_ms", reason);
  const seconds = (ms: number | null) => ms && ms / 1000;
  return { value: seconds(value), p95: seconds(p95), p99: seconds(p99), ...rest };
}

/** Bytes by the time of the jobs whose bytes were measured, 8 bits each: 1 byte in 1 ms is 0.008 Mbit/s. */
const bandwidth = (bytes: number | undefined, { counts }: Sums): MeanMetric =>
  mean({
    numerator: bytes,
    denominator: counts.bytes_ms,
    n: counts.bytes_ms,
    per: 0.008,
    reason: "no_bytes",
  });

/** The metrics of one row of `/v1/gpu/metrics` from its sums in one view, of one purpose (METRICS.md §2). */
export function gpuMetricsOf(
  sums: Sums,
  { witness, purpose }: Pick<RollupKey, "witness" | "purpose">,
): GpuMetricsRow["metrics"] {
  const { counts } = sums;
  /** What no gateway sees is in the view of all evidence alone, and beside live traffic. */
  const own = (reason: Reason): Reason => {
    if (purpose === "test") return "not_by_purpose";
    return witness === "any" ? reason : "orchestrator_only";
  };
  const decided = (counts.success ?? 0) + (counts.failed ?? 0);
  const samples = (counts.samples ?? 0) + (counts.zero_samples ?? 0);
  const slotMs = (counts.busy_slot_ms ?? 0) + (counts.idle_slot_ms ?? 0);
  const stable = counts["sli.stability.valid"] ?? 0;
  return {
    output_fps: mean({
      numerator: counts.milli_frames,
      denominator: counts.active_ms,
      n: counts.samples,
      reason: "no_sample",
    }),
    jitter_coefficient: mean({
      numerator: counts.jitter_ppm,
      denominator: (counts.jitter_jobs ?? 0) * 1_000_000,
      n: counts.jitter_jobs,
      reason: "few_samples",
    }),
    prompt_to_first_frame_latency_ms: latency(sums, "first_frame_ms", "no_gateway_measurement"),
    first_output_latency_ms: latency(sums, "first_output_ms", "no_runner_measurement"),
    e2e_stream_latency_ms: latency(sums, "e2e_ms", "no_gateway_measurement"),
    failure_rate_pct: mean({
      numerator: counts.failed,
      denominator: decided,
      n: decided,
      per: 100,
      reason: "no_decided_job",
    }),
    swap_rate_pct: mean({
      numerator: stable - (counts["sli.stability.good"] ?? 0),
      denominator: stable,
      n: stable,
      per: 100,
      reason: "no_swap_source",
    }),
    inference_minutes: mean({
      numerator: counts.active_ms,
      denominator: samples === 0 ? 0 : 60_000,
      n: samples,
      reason: "no_sample",
    }),
    capacity_rate_pct: mean({
      numerator: counts.busy_slot_ms,
      denominator: slotMs,
      n: slotMs,
      per: 100,
      reason: own("not_by_gpu"),
    }),
    cuda_utilization_efficiency_pct: busyTime(sums, own("not_by_workflow")),
    download_bandwidth_mbps: bandwidth(counts.bytes_received, sums),
    upload_bandwidth_mbps: bandwidth(counts.bytes_sent, sums),
    startup_time_seconds: startup(sums, own("no_startup_seen")),
  };
}
