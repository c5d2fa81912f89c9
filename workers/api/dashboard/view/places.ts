import type {
  GpuMetricsRow,
  LatencyMetric,
  MeanMetric,
} from "../../../../schema/wire/api/gpu-metrics.ts";
import { type Figure, unknown } from "./figure.ts";
import { count, duration, fixed } from "./format.ts";

/** One row of what was measured by workflow, GPU and region. */
export type PlaceRow = Readonly<{
  key: string;
  workflow: string;
  gpu: string;
  region: string;
  figures: Readonly<Record<PlaceColumn, Figure>>;
}>;

/** Columns of that table. */
export const PLACE_COLUMNS = [
  ["minutes", "Minutes"],
  ["failure", "Failed"],
  ["fps", "FPS"],
  ["firstFrame", "First frame"],
  ["e2e", "End to end"],
  ["swap", "Swapped"],
  ["slots", "Slots busy"],
  ["gpuBusy", "GPU busy"],
] as const;
export type PlaceColumn = (typeof PLACE_COLUMNS)[number][0];

/**
 * Rows of one orchestrator as they are shown. The API reads slots per workflow and a GPU as a whole, in rows of their own:
 * they are shown beside the jobs that they belong to.
 */
export function placeRows(rows: readonly GpuMetricsRow[], window: string): PlaceRow[] {
  const ofJobs = rows.filter(({ gpu_id, workflow }) => gpu_id !== null && workflow !== null);
  const main = ofJobs.length > 0 ? ofJobs : rows;
  const beside = (region: string | null, about: Partial<GpuMetricsRow>) =>
    rows.find(
      (row) =>
        row.region === region && row.gpu_id === about.gpu_id && row.workflow === about.workflow,
    );
  return main.map((row) => {
    const { gpu_id, region, workflow, metrics } = row;
    const slots = beside(region, { gpu_id: null, workflow }) ?? row;
    const gpu = beside(region, { gpu_id, workflow: null }) ?? row;
    return {
      key: `${workflow} ${gpu_id} ${region}`,
      workflow: workflow ?? "not known",
      gpu: gpu_id ?? "not known",
      region: region ?? "not known",
      figures: {
        minutes: mean(
          "inference_minutes",
          metrics.inference_minutes,
          ["min", 1, "minutes with samples"],
          window,
        ),
        failure: mean(
          "inference_failure_rate",
          metrics.failure_rate_pct,
          ["%", 2, "decided jobs"],
          window,
        ),
        fps: mean("output_fps", metrics.output_fps, ["fps", 1, "minutes with samples"], window),
        firstFrame: median(
          "prompt_to_first_frame",
          metrics.prompt_to_first_frame_latency_ms,
          window,
        ),
        e2e: median("e2e_stream_latency", metrics.e2e_stream_latency_ms, window),
        swap: mean("swap_rate", metrics.swap_rate_pct, ["%", 2, "jobs that a gateway saw"], window),
        slots: mean(
          "capacity_rate",
          slots.metrics.capacity_rate_pct,
          ["%", 1, "slot-milliseconds, of all its GPUs"],
          window,
        ),
        gpuBusy: {
          ...mean(
            "cuda_utilisation_efficiency",
            gpu.metrics.cuda_utilization_efficiency_pct,
            ["%", 0, "readings, whatever it worked for"],
            window,
          ),
          title: "GPU busy (method proxy: not FLOPS)",
        },
      },
    };
  });
}

const why = (reason: string | null): string => reason ?? "nobody measured it";

function mean(
  metric: string,
  { value, n, numerator, denominator, reason }: MeanMetric,
  [unit, digits, things]: readonly [string, 0 | 1 | 2, string],
  window: string,
): Figure {
  if (value === null) return unknown(metric, why(reason), { window });
  const made =
    numerator === null || denominator === null
      ? undefined
      : `${count(numerator)} ÷ ${count(denominator)}`;
  return { metric, text: fixed(value, digits), unit, n: `${count(n)} ${things}`, made, window };
}

function median(metric: string, { value, p95, n, reason }: LatencyMetric, window: string): Figure {
  if (value === null) return unknown(metric, why(reason), { window });
  return {
    metric,
    text: duration(value),
    n: `${count(n)} pooled jobs`,
    reason: p95 === null ? undefined : `The median; p95 is ${duration(p95)}.`,
    window,
  };
}
