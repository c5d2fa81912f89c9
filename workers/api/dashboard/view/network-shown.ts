import type { Capabilities } from "../../../../schema/wire/api/capabilities.ts";
import type { Demand } from "../../../../schema/wire/api/demand.ts";
import type { GpuMetrics } from "../../../../schema/wire/api/gpu-metrics.ts";
import type { OrchestratorsPage } from "../../../../schema/wire/api/orchestrators.ts";
import type { Status } from "../../../../schema/wire/api/status.ts";
import type { Policy } from "../../../../schema/wire/policy.ts";
import { demandChart } from "./demand-chart.ts";
import { demandSeries } from "./demand-sums.ts";
import type { Figure } from "./figure.ts";
import { count } from "./format.ts";
import { type GpuShown, gpusShown } from "./gpus.ts";
import { type Heatmap, heatmap } from "./heatmap.ts";
import type { ChartData } from "./history.ts";
import { demandTiles, networkScore, providersTile, serviceTiles, type Tile } from "./network.ts";
import { intervalOf } from "./periods.ts";
import type { PeriodName } from "./query.ts";
import { span } from "./time.ts";

/** What is there of the answers; null is on its way. */
export type NetworkAnswers = Readonly<{
  orchestrators: OrchestratorsPage | null;
  capabilities: Capabilities | null;
  gpus: GpuMetrics | null;
  policy: Policy | null;
  demand: Demand | null;
  status: Status | null;
}>;

/** The network's page, as far as its answers are there. */
export type NetworkShown = Readonly<{
  isEmpty: boolean;
  score: Figure | null;
  scoreNote: string;
  /** Null is on its way. */
  tiles: readonly (Tile | null)[];
  chart: ChartData | null;
  chartTitle: string;
  heatmap: Heatmap | null;
  gpus: readonly GpuShown[] | null;
}>;

/** What the network's page shows. */
export function networkShown(period: PeriodName, answers: NetworkAnswers): NetworkShown {
  const { orchestrators, capabilities, gpus, policy, demand, status } = answers;
  const runningHour = status?.hour ?? null;
  const rows = orchestrators?.orchestrators ?? [];
  const first = rows[0];
  const window = first ? span(first.from, first.to) : "";
  const from = first?.from ?? "";
  const inPeriod = (demand?.demand ?? []).filter((row) => period !== "1h" || row.from >= from);
  const { seconds } = intervalOf(period);
  return {
    isEmpty:
      orchestrators !== null && rows.length === 0 && demand !== null && inPeriod.length === 0,
    score: orchestrators && networkScore(rows, window),
    scoreNote: orchestrators
      ? `of 100 points, over the jobs of ${count(rows.length)} orchestrators. ${window}.`
      : "",
    tiles: [
      ...(demand && orchestrators ? demandTiles(inPeriod, window) : [null, null, null, null]),
      ...(gpus ? serviceTiles(gpus.gpu_metrics, window) : [null, null, null]),
      capabilities && providersTile(capabilities),
    ],
    chart: demand && demandChart(demandSeries(demand.demand), seconds, runningHour),
    chartTitle: seconds === 3600 ? "Demand by hour, last 24 hours" : "Demand by day",
    heatmap: gpus && policy && heatmap(gpus.gpu_metrics, policy, window),
    gpus: gpus && gpusShown(gpus.gpu_metrics, window),
  };
}
