import uPlot from "uplot";
import type { Distribution } from "../view/distribution.ts";
import { duration } from "../view/format.ts";
import { chartStyle, keepDrawn } from "./keep-drawn.ts";

const HEIGHT = 110;

/** Room that a bound on the axis takes, in px. */
const LABEL = 62;

/**
 * Draws a distribution into an element: a bar for each bin, and a line at the target.
 *
 * @param onAt  is told which bin the pointer is on
 * @returns how to take it away
 */
export function drawHistogram(
  box: HTMLElement,
  { bins, targetAt }: Distribution,
  onAt: (index: number | null) => void,
): () => void {
  const data: uPlot.AlignedData = [bins.map((_, i) => i), bins.map(({ jobs }) => jobs)];
  return keepDrawn(box, HEIGHT, () => {
    const { colour, axis } = chartStyle(box);
    const ink = colour("--ink");
    const every = Math.max(
      1,
      Math.ceil((bins.length * LABEL) / Math.max(LABEL, box.clientWidth - 40)),
    );
    const edges = bins.map((_, i) => i).filter((i) => i % every === 0);
    return new uPlot(
      {
        width: box.clientWidth,
        height: HEIGHT,
        padding: [8, 26, 0, 0],
        legend: { show: false },
        cursor: { y: false, drag: { x: false, y: false }, points: { show: false } },
        hooks: {
          setCursor: [({ cursor }) => onAt(cursor.idx ?? null)],
          draw: [(plot) => drawTarget(plot, targetAt, ink)],
        },
        scales: {
          x: { time: false, range: () => [-0.5, bins.length - 0.5] },
          y: { range: (_, __, high) => [0, high || 1] },
        },
        axes: [
          {
            ...axis,
            grid: { show: false },
            size: 24,
            splits: () => edges.map((i) => i + 0.5),
            values: () => edges.map((i) => duration(bins[i]?.toMs ?? 0)),
          },
          { ...axis, size: 40, splits: (_, __, ___, high) => [0, Math.ceil(high)] },
        ],
        series: [
          {},
          {
            fill: colour("--accent"),
            width: 0,
            points: { show: false },
            paths: uPlot.paths.bars!({ size: [0.9, 60] }),
          },
        ],
      },
      data,
      box,
    );
  });
}

/** The target, as a line from top to bottom. */
function drawTarget({ ctx, bbox, valToPos }: uPlot, at: number | null, ink: string): void {
  if (at === null) return;
  const x = Math.round(valToPos(at, "x", true));
  ctx.save();
  ctx.strokeStyle = ink;
  ctx.lineWidth = 2 * devicePixelRatio;
  ctx.setLineDash([4 * devicePixelRatio, 3 * devicePixelRatio]);
  ctx.beginPath();
  ctx.moveTo(x, bbox.top);
  ctx.lineTo(x, bbox.top + bbox.height);
  ctx.stroke();
  ctx.restore();
}
