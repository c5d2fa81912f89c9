import type { StripCell } from "../view/history.ts";
import { Fig } from "./fig.tsx";
import { Roving } from "./roving.tsx";

/** Availability by interval, one cell each, and the numbers behind them. */
export function AvailabilityStrip({ cells }: Readonly<{ cells: readonly StripCell[] }>) {
  if (cells.length === 0) return null;
  return (
    <div class="availability">
      <h3>Availability</h3>
      <div
        class="strip"
        role="img"
        aria-label={`Availability by interval: ${cells.map(({ label }) => label).join("; ")}`}
      >
        {cells.map(({ label, tone }) => (
          <span key={label} class={tone} title={label} />
        ))}
      </div>
      <details>
        <summary>Availability as a table</summary>
        <Roving label="Availability by interval">
          <table>
            <thead>
              <tr>
                <th scope="col">From (UTC)</th>
                <th scope="col" class="num">
                  Availability
                </th>
              </tr>
            </thead>
            <tbody>
              {cells.map(({ label, figure }) => (
                <tr key={label}>
                  <th scope="row">{label.slice(0, label.lastIndexOf(":"))}</th>
                  <td class="num">
                    <Fig figure={figure} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </Roving>
      </details>
    </div>
  );
}
