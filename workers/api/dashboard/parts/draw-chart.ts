import uPlot from "uplot";
import type { ChartData, Series } from "../view/history.ts";
import { chartStyle, keepDrawn } from "./keep-drawn.ts";

const HEIGHT = 190;

/** Steps between the times on the axis, in seconds: nothing is measured by less than an hour. */
const HOURS_AND_DAYS = [1, 2, 3, 6, 12, 24, 48, 168].map((hours) => hours * 3600);

/**
 * Draws a chart into an element, again when its width or the theme changes.
 *
 * @param max   the top of the scale of lines, where it is known: 100 for scores
 * @param onAt  is told which time the pointer is on
 * @returns how to take it away
 */
export function drawChart(
  box: HTMLElement,
  data: ChartData,
  max: number | null,
  onAt: (index: number | null) => void,
): () => void {
  // Lines are drawn last, over the bars.
  const series = data.series.map((one, key) => ({ ...one, key }));
  const ordered = series.toSorted((a, b) => Number(a.kind === "line") - Number(b.kind === "line"));
  const rows = ordered.map(({ values }) => [...values]);
  return keepDrawn(
    box,
    HEIGHT,
    () => new uPlot(optionsOf(box, data, ordered, max, onAt), [[...data.times], ...rows], box),
  );
}

type Keyed = Series & Readonly<{ key: number }>;

function optionsOf(
  box: HTMLElement,
  { times, running }: ChartData,
  series: readonly Keyed[],
  max: number | null,
  onAt: (index: number | null) => void,
): uPlot.Options {
  const { colour, axis } = chartStyle(box);
  const step = Math.max(3600, (times[1] ?? 0) - (times[0] ?? 0));
  const pad = [(times[0] ?? 0) - step / 2, (times.at(-1) ?? 0) + step / 2] as const;
  return {
    width: box.clientWidth,
    height: HEIGHT,
    padding: [8, 4, 0, 0],
    legend: { show: false },
    cursor: { y: false, drag: { x: false, y: false }, points: { size: 6 } },
    tzDate: (time) => uPlot.tzDate(new Date(time * 1000), "Etc/UTC"),
    hooks: { setCursor: [({ cursor }) => onAt(cursor.idx ?? null)] },
    scales: {
      x: { range: () => [pad[0], pad[1]] },
      line: {
        range: (_, low, high) =>
          max === null ? [0, (high || 1) * 1.1] : [floorOf(low ?? 0, max), max],
      },
      bars: { range: (_, __, high) => [0, (high || 1) * 3.5] },
    },
    axes: [
      {
        ...axis,
        grid: { show: false },
        space: 70,
        incrs: HOURS_AND_DAYS,
        values: [
          [86_400, "{D} {MMM}", null, null, null, null, null, null, 0],
          [3600, "{HH}:{mm}", "\n{D} {MMM}", null, null, null, null, null, 1],
          [60, "{HH}:{mm}", "\n{D} {MMM}", null, null, null, null, null, 1],
        ],
      },
      { ...axis, scale: "line", size: 44 },
    ],
    series: [{}, ...series.map((one) => seriesOf(one, colour(`--series-${one.key}`), running))],
  };
}

function seriesOf({ label, kind }: Series, colour: string, running: number | null): uPlot.Series {
  if (kind === "line")
    return {
      label,
      scale: "line",
      stroke: colour,
      width: 2,
      points: { show: true, size: 6, fill: colour },
      gaps: (plot, _, __, ___, gaps) => withoutRunning(plot, running, gaps),
    };
  return {
    label,
    scale: "bars",
    fill: colour,
    width: 0,
    points: { show: false },
    paths: uPlot.paths.bars!({ size: [0.6, 40] }),
  };
}

/** No line leads to an interval that still runs: its part of a sum is no fall. */
function withoutRunning(
  plot: uPlot,
  running: number | null,
  gaps: uPlot.Series.Gap[],
): uPlot.Series.Gap[] {
  const times = plot.data[0];
  const before = times[times.length - 2];
  if (running === null || before === undefined) return gaps;
  const at = (time: number) => Math.round(plot.valToPos(time, "x", true));
  return [...gaps, [at(before), at(running)]];
}

/** Where a scale that ends at a known top begins: room below the lowest value, in steps of a tenth. */
const floorOf = (low: number, max: number): number =>
  Math.max(0, Math.floor((low - max * 0.12) / (max / 10)) * (max / 10));
