import type { LatencyShown } from "../view/latencies.ts";
import { Fig } from "./fig.tsx";

/** Three latencies, each with its percentiles on one scale with its target. */
export function Latencies({ latencies }: Readonly<{ latencies: readonly LatencyShown[] }>) {
  return (
    <div class="latencies">
      {latencies.map(({ key, label, target, targetMs, percentiles, within }) => {
        const top = Math.max(targetMs * 1.25, ...percentiles.map(({ ms }) => ms ?? 0));
        const at = (ms: number) => `${(100 * ms) / top}%`;
        return (
          <div key={key} class="latency">
            <h3>
              {label} <span class="muted">target {target}</span>
            </h3>
            <div class="scale" aria-hidden="true">
              {percentiles.map(({ name, ms }) =>
                ms === null ? null : (
                  <span key={name} class={`dot ${name}`} style={{ left: at(ms) }} />
                ),
              )}
              <span class="target" style={{ left: at(targetMs) }} />
            </div>
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
        );
      })}
    </div>
  );
}
