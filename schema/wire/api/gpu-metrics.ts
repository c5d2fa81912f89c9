import * as z from "zod";
import { Period } from "../compliance.ts";
import { Address } from "../identifier.ts";
import { Count, Hour } from "../quantity.ts";
import { Reason } from "../reason.ts";
import { Witness } from "../rollup.ts";
import { Purpose, Region } from "../workflow.ts";
import {
  choice,
  gpuFilter,
  orchestratorFilter,
  purposeChoice,
  regionFilter,
  witnessChoice,
  workflowFilter,
} from "./parameter.ts";

/** `GET /v1/gpu/metrics`: what may be asked. */
export const GpuMetricsQuery = z.strictObject({
  o_wallet: orchestratorFilter,
  gpu_id: gpuFilter,
  region: regionFilter,
  workflow: workflowFilter,
  time_range: choice(
    ["1h", "24h", "7d", "30d"],
    "How long before the end of the latest published hour with decided jobs.",
    "24h",
  ),
  witness: witnessChoice,
  purpose: purposeChoice,
});

/** Why a value is null, by a code that the catalog explains; null where there is a value. */
const reason = Reason.nullable();

/** A ratio or a mean: `value` = numerator ÷ denominator in the unit of its name, of `n` observations. */
export const MeanMetric = z.strictObject({
  value: z.number().nullable(),
  numerator: Count.nullable(),
  denominator: Count.nullable(),
  n: Count,
  reason,
});
export type MeanMetric = z.infer<typeof MeanMetric>;

/** An efficiency of a whole GPU, whatever it worked for, with the catalog's name of how it was got. */
export const EfficiencyMetric = z.strictObject({
  ...MeanMetric.shape,
  /** `proxy`: NVML's busy time, and not FLOPS. Null where there is no value. */
  method: z.literal("proxy").nullable(),
  /** The other ways to get it, each null with its reason until it has a source. Never one under another's name. */
  methods: z.strictObject({ dcgm: MeanMetric, model: MeanMetric }),
});
export type EfficiencyMetric = z.infer<typeof EfficiencyMetric>;

/** A latency: `value` is the median of `n` pooled jobs; each number is the upper bound of its bucket. */
export const LatencyMetric = z.strictObject({
  value: Count.nullable(),
  p95: Count.nullable(),
  p99: Count.nullable(),
  n: Count,
  reason,
});
export type LatencyMetric = z.infer<typeof LatencyMetric>;

/** A length of time in seconds: `value` is the median of `n` pooled ones; each number is the upper bound of its bucket. */
export const DurationMetric = z.strictObject({
  value: z.number().nonnegative().nullable(),
  p95: z.number().nonnegative().nullable(),
  p99: z.number().nonnegative().nullable(),
  n: Count,
  reason,
});
export type DurationMetric = z.infer<typeof DurationMetric>;

/**
 * Jobs of one orchestrator, GPU, region and workflow over a time window, in one view. The row of a GPU without a
 * workflow has what was read of the GPU itself; that of a workflow without a GPU, what was read of its slots.
 */
export const GpuMetricsRow = z.strictObject({
  o_wallet: Address,
  /** By which version its agents' newest window was sealed; null where no agent of it was heard of late. */
  orchestrator_agent_version: z.string().nullable(),
  time_window: z.strictObject({ from: Hour, to: Hour }),
  /** The GPU's name; null where nobody said which GPU served. */
  gpu_id: z.string().nullable(),
  region: Region.nullable(),
  workflow: z.string().nullable(),
  metrics: z.strictObject({
    output_fps: MeanMetric,
    jitter_coefficient: MeanMetric,
    prompt_to_first_frame_latency_ms: LatencyMetric,
    first_output_latency_ms: LatencyMetric,
    e2e_stream_latency_ms: LatencyMetric,
    failure_rate_pct: MeanMetric,
    swap_rate_pct: MeanMetric,
    inference_minutes: MeanMetric,
    /** Busy ÷ (busy + idle) slot-milliseconds; loading is in neither. */
    capacity_rate_pct: MeanMetric,
    cuda_utilization_efficiency_pct: EfficiencyMetric,
    /** Of the job's own traffic, 8 × bytes ÷ time: utilisation, not capacity. Numerator in bytes, denominator in ms. */
    download_bandwidth_mbps: MeanMetric,
    upload_bandwidth_mbps: MeanMetric,
    startup_time_seconds: DurationMetric,
  }),
});
export type GpuMetricsRow = z.infer<typeof GpuMetricsRow>;

/** The answer: one row per orchestrator, GPU, region and workflow that had evidence. */
export const GpuMetrics = z.strictObject({
  schema: z.literal("livepeer.sla.gpu-metrics/1"),
  time_range: Period,
  /** The view that all rows are of. What only an orchestrator's own agent reads is in `any` alone. */
  witness: Witness,
  purpose: Purpose,
  gpu_metrics: GpuMetricsRow.array(),
});
export type GpuMetrics = z.infer<typeof GpuMetrics>;
