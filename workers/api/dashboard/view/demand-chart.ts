import type { DemandPoint } from "./demand-sums.ts";
import { type ChartData, withGaps } from "./history.ts";

/** Streams and inference minutes over time. @param runningHour  the hour that runs now */
export function demandChart(
  points: readonly DemandPoint[],
  stepSeconds: number,
  runningHour: string | null,
): ChartData {
  const { times, at } = withGaps(points, stepSeconds);
  const last = points.at(-1);
  const isRunning = runningHour !== null && last !== undefined && last.to > runningHour;
  return {
    times,
    running: isRunning ? (times.at(-1) ?? null) : null,
    series: [
      {
        label: "Inference minutes",
        kind: "line",
        unit: "min",
        digits: 0,
        values: at.map((p) => p?.minutes ?? null),
      },
      {
        label: "Streams",
        kind: "bars",
        unit: "",
        digits: 0,
        values: at.map((p) => p?.requests ?? null),
      },
    ],
  };
}
