import { useEffect, useRef, useState } from "preact/hooks";
import { binText, type Distribution } from "../view/distribution.ts";
import { count } from "../view/format.ts";
import { drawHistogram } from "./draw-histogram.ts";

type Props = Readonly<{ title: string; distribution: Distribution }>;

/** A distribution as bars, with its numbers as a table behind it. The line above says what the pointer is on. */
export function Histogram({ title, distribution }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const [at, setAt] = useState<number | null>(null);
  const shape = JSON.stringify(distribution);
  useEffect(
    () => (box.current ? drawHistogram(box.current, distribution, setAt) : undefined),
    [shape],
  );
  return (
    <figure class="chart histogram">
      <figcaption>
        <span class="readout" aria-hidden="true">
          {binText(distribution, at)}
        </span>
      </figcaption>
      <div ref={box} class="plot" aria-hidden="true" />
      <details>
        <summary>{`${title} as a table`}</summary>
        <table>
          <thead>
            <tr>
              <th scope="col">Latency</th>
              <th scope="col" class="num">
                Jobs
              </th>
              <th scope="col" class="num">
                Share
              </th>
            </tr>
          </thead>
          <tbody>
            {distribution.bins.map(({ label, jobs, share }) => (
              <tr key={label}>
                <th scope="row">{label}</th>
                <td class="num">{count(jobs)}</td>
                <td class="num">{share}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </figure>
  );
}
