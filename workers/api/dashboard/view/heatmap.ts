import type { GpuMetricsRow } from "../../../../schema/wire/api/gpu-metrics.ts";
import type { Policy } from "../../../../schema/wire/policy.ts";
import type { Figure } from "./figure.ts";
import { fixed } from "./format.ts";
import { groupRows, minutesOf, sumOf } from "./network-sums.ts";
import { objectiveOf } from "./promises.ts";
import { ratioFigure, sumRatio } from "./ratio.ts";

/** How a cell looks: by its success against the objective. `none`: nothing ran there. */
export type Tone = "met" | "near" | "far" | "unknown" | "none";

/** Where a workflow ran, and how well. */
export type Cell = Readonly<{ figure: Figure; minutes: string; tone: Tone }>;

/** Regions down, workflows across. */
export type Heatmap = Readonly<{
  workflows: readonly string[];
  rows: readonly Readonly<{ region: string; cells: readonly (Cell | null)[] }>[];
}>;

const NEAR_PPM = 40_000;

/**
 * Success by region and workflow: within four points below the policy's objective for the workflow a cell is near. */
export function heatmap(rows: readonly GpuMetricsRow[], policy: Policy, window: string): Heatmap {
  const served = rows.filter(({ workflow, metrics }) => workflow !== null && hasWork(metrics));
  const workflows = groupRows(served, "workflow").flatMap(([workflow]) => workflow ?? []);
  return {
    workflows,
    rows: groupRows(served, "region").map(([region, of]) => ({
      region: region ?? "not known",
      cells: workflows.map((workflow) => {
        const there = of.filter((row) => row.workflow === workflow);
        const success = objectiveOf(policy, workflow, "success");
        return there.length === 0 ? null : cellOf(there, success, window);
      }),
    })),
  };
}

const hasWork = ({ failure_rate_pct, inference_minutes }: GpuMetricsRow["metrics"]): boolean =>
  failure_rate_pct.n > 0 || inference_minutes.n > 0;

function cellOf(rows: readonly GpuMetricsRow[], objectivePpm: number, window: string): Cell {
  const { numerator: failed, denominator: decided } = sumOf(rows, "failure_rate_pct");
  const success = sumRatio(decided - failed, decided);
  return {
    figure: ratioFigure("sli_success", success, "decided jobs", "no job was decided here", {
      window,
    }),
    minutes: `${fixed(minutesOf(rows), 0)} min`,
    tone: toneOf(success.ppm, objectivePpm),
  };
}

/** The tone of a share against its objective. */
export function toneOf(ppm: number | null, objectivePpm: number): Tone {
  if (ppm === null) return "unknown";
  if (ppm >= objectivePpm) return "met";
  return ppm >= objectivePpm - NEAR_PPM ? "near" : "far";
}
