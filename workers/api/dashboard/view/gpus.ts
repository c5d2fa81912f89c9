import type { GpuMetricsRow } from "../../../../schema/wire/api/gpu-metrics.ts";
import { type Figure, unknown } from "./figure.ts";
import { count, fixed } from "./format.ts";
import { groupRows, minutesOf, sumOf } from "./network-sums.ts";
import { ratioFigure, sumRatio } from "./ratio.ts";

/** What GPUs of one type did. */
export type GpuShown = Readonly<{
  name: string;
  orchestrators: Figure;
  minutes: Figure;
  /** Of all minutes, from 0 to 1. */
  share: number;
  fps: Figure;
  success: Figure;
  utilisation: Figure;
}>;

/** GPUs by type, the busiest first. */
export function gpusShown(rows: readonly GpuMetricsRow[], window: string): GpuShown[] {
  const all = minutesOf(rows);
  return groupRows(rows, "gpu_id")
    .filter(([gpu, of]) => gpu !== null || minutesOf(of) > 0)
    .map(([gpu, of]) => gpuShown(gpu, of, all, window))
    .toSorted((a, b) => b.share - a.share);
}

function gpuShown(
  gpu: string | null,
  rows: readonly GpuMetricsRow[],
  allMinutes: number,
  window: string,
): GpuShown {
  const minutes = minutesOf(rows);
  const fps = sumOf(rows, "output_fps");
  const failures = sumOf(rows, "failure_rate_pct");
  const busy = sumOf(rows, "cuda_utilization_efficiency_pct");
  const owners = new Set(rows.map(({ o_wallet }) => o_wallet)).size;
  return {
    name: gpu ?? "type not known",
    share: allMinutes === 0 ? 0 : minutes / allMinutes,
    orchestrators: {
      metric: "orchestrators",
      title: "Orchestrators",
      definition: "Orchestrators for which GPUs of this type served.",
      text: count(owners),
      window,
    },
    minutes: { metric: "inference_minutes_by_gpu", text: fixed(minutes, 0), unit: "min", window },
    fps:
      fps.denominator === 0
        ? unknown("output_fps", "no sample with output", { window })
        : {
            metric: "output_fps",
            text: fixed(fps.numerator / fps.denominator, 1),
            unit: "fps",
            n: `${count(fps.n)} minutes with samples`,
            window,
          },
    success: ratioFigure(
      "sli_success",
      sumRatio(failures.denominator - failures.numerator, failures.denominator),
      "decided jobs",
      "no job was decided on it",
      { window },
    ),
    utilisation:
      busy.denominator === 0
        ? unknown("cuda_utilisation_efficiency", "no agent read this GPU", { window })
        : {
            metric: "cuda_utilisation_efficiency",
            title: "GPU busy (proxy)",
            text: fixed((100 * busy.numerator) / busy.denominator, 0),
            unit: "%",
            n: `${count(busy.n)} readings`,
            reason: "Method proxy: NVML's busy time, and not FLOPS.",
            window,
          },
  };
}
