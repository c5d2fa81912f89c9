import type { HistoryPoint } from "../../../../schema/wire/api/orchestrator.ts";
import { type Figure, unknown } from "./figure.ts";
import { percent } from "./format.ts";
import { ratioFigure } from "./ratio.ts";
import { moment, span } from "./time.ts";
import type { Witness } from "./score.ts";

/** One line or row of bars of a chart; null where nothing was measured. */
export type Series = Readonly<{
  label: string;
  kind: "line" | "bars";
  values: readonly (number | null)[];
  unit: string;
  digits: 0 | 1 | 2;
}>;

/** A chart as data: the table behind it has the same. Times are Unix seconds, the starts of intervals. */
export type ChartData = Readonly<{
  times: readonly number[];
  series: readonly Series[];
  /** The start of the interval that still runs, so that its sums are of a part of it; null where none does. */
  running: number | null;
}>;

const seconds = (iso: string): number => Date.parse(iso) / 1000;

/** Every interval from the first to the last: one without evidence is a gap and not a line. */
export function withGaps<P extends Readonly<{ from: string }>>(
  points: readonly P[],
  stepSeconds: number,
): { times: number[]; at: (P | null)[] } {
  const known = new Map(points.map((point) => [seconds(point.from), point]));
  const [first, last] = [points[0], points.at(-1)];
  if (!first || !last) return { times: [], at: [] };
  const times: number[] = [];
  for (let time = seconds(first.from); time <= seconds(last.from); time += stepSeconds)
    times.push(time);
  const odd = [...known.keys()].filter((time) => !times.includes(time));
  const all = [...times, ...odd].toSorted((a, b) => a - b);
  return { times: all, at: all.map((time) => known.get(time) ?? null) };
}

/** Score and decided jobs over time. */
export function scoreChart(
  points: readonly HistoryPoint[],
  stepSeconds: number,
  witness: Witness,
  isOpen: boolean,
): ChartData {
  const { times, at } = withGaps(points, stepSeconds);
  const view = (point: HistoryPoint | null) => point?.views[witness] ?? null;
  return {
    times,
    running: isOpen ? (times.at(-1) ?? null) : null,
    series: [
      {
        label: "Score",
        kind: "line",
        unit: "",
        digits: 2,
        values: at.map((p) => view(p)?.score ?? null),
      },
      {
        label: "Decided jobs",
        kind: "bars",
        unit: "",
        digits: 0,
        values: at.map((p) => view(p)?.n ?? null),
      },
    ],
  };
}

/** One cell of the availability strip. */
export type StripCell = Readonly<{
  label: string;
  tone: "up" | "partly" | "down" | "unknown";
  figure: Figure;
}>;

/** Availability by interval, oldest first. */
export function availabilityStrip(
  points: readonly HistoryPoint[],
  stepSeconds: number,
): StripCell[] {
  const { times, at } = withGaps(points, stepSeconds);
  return times.map((time, index) => {
    const point = at[index] ?? null;
    const label = moment(time * 1000);
    const window = point ? span(point.from, point.to) : label;
    if (point === null || point.availability.ppm === null) {
      const figure = unknown("availability", "it was not probed in this time", { window });
      return { label: `${label}: not known`, tone: "unknown", figure };
    }
    const { ppm } = point.availability;
    return {
      label: `${label}: ${percent(ppm)} %`,
      tone: ppm === 1_000_000 ? "up" : ppm === 0 ? "down" : "partly",
      figure: ratioFigure("availability", point.availability, "probes", "", { window }),
    };
  });
}
