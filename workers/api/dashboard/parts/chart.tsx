import { useEffect, useRef, useState } from "preact/hooks";
import { drawChart } from "./draw-chart.ts";
import type { ChartData } from "../view/history.ts";
import { fixed } from "../view/format.ts";
import { readoutOf } from "../view/readout.ts";
import { moment } from "../view/time.ts";

type Props = Readonly<{ title: string; data: ChartData; max?: number; empty: string }>;

/** A chart, with its numbers as a table behind it. The line under its title says what the pointer is on. */
export function Chart({ title, data, max, empty }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const [at, setAt] = useState<number | null>(null);
  const shape = JSON.stringify(data);
  useEffect(() => {
    if (!box.current || data.times.length === 0) return undefined;
    return drawChart(box.current, data, max ?? null, setAt);
  }, [shape, max]);
  if (data.times.length === 0) return <p class="muted chart-empty">{empty}</p>;
  return (
    <figure class="chart">
      <figcaption>
        <span class="title">{title}</span>
        <span class="keys">
          {data.series.map(({ label }, index) => (
            <span key={label}>
              <i class={`key series-${index}`} aria-hidden="true" /> {label}
            </span>
          ))}
        </span>
        <span class="readout" aria-hidden="true">
          {readoutOf(data, at ?? data.times.length - 1)}
        </span>
      </figcaption>
      <div ref={box} class="plot" aria-hidden="true" />
      <details>
        <summary>{`${title} as a table`}</summary>
        <table>
          <thead>
            <tr>
              <th scope="col">From (UTC)</th>
              {data.series.map(({ label }) => (
                <th key={label} scope="col">
                  {label}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {data.times.map((time, index) => (
              <tr key={time}>
                <th scope="row">{`${moment(time * 1000)}${time === data.running ? " (so far)" : ""}`}</th>
                {data.series.map(({ label, values, digits, unit }) => (
                  <td key={label}>{valueText(values[index] ?? null, digits, unit)}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </figure>
  );
}

const valueText = (value: number | null, digits: 0 | 1 | 2, unit: string): string =>
  value === null ? "not known" : `${fixed(value, digits)} ${unit}`.trim();
