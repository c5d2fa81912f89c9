import { fixed } from "./format.ts";
import type { ChartData } from "./history.ts";
import { moment } from "./time.ts";

/** What a chart says of one time. */
export function readoutOf({ times, series, running }: ChartData, index: number): string {
  const time = times[index];
  if (time === undefined) return "";
  const values = series.map(({ label, values, digits, unit }) => {
    const value = values[index] ?? null;
    return `${label} ${value === null ? "not known" : `${fixed(value, digits)} ${unit}`.trim()}`;
  });
  const soFar = time === running ? " (so far)" : "";
  return `${moment(time * 1000)}${soFar} · ${values.join(" · ")}`;
}
