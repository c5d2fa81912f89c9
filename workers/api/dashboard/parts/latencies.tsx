import type { LatencyShown } from "../view/latencies.ts";
import { Fig } from "./fig.tsx";
import { Histogram } from "./histogram.tsx";

/** Three latencies, each with its distribution, its target and its percentiles. */
export function Latencies({ latencies }: Readonly<{ latencies: readonly LatencyShown[] }>) {
  return (
    <div class="latencies">
      {latencies.map(({ key, label, target, percentiles, within, distribution }) => (
        <div key={key} class="latency">
          <h3>
            {label} <span class="muted">target {target}</span>
          </h3>
          {distribution === null ? (
            <div class="histogram bone" />
          ) : distribution.n === 0 ? null : (
            <Histogram title={label} distribution={distribution} />
          )}
          <ul class="inline">
            {percentiles.map(({ name, figure }) => (
              <li key={name}>
                <span class="muted">{name}</span> <Fig figure={figure} />
              </li>
            ))}
            {within && (
              <li>
                <span class="muted">within target</span> <Fig figure={within} />
              </li>
            )}
          </ul>
        </div>
      ))}
    </div>
  );
}
