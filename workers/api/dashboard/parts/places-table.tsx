import type { GpuMetricsRow } from "../../../../schema/wire/api/gpu-metrics.ts";
import { PLACE_COLUMNS, placeRows } from "../view/places.ts";
import { Fig } from "./fig.tsx";
import { Roving } from "./roving.tsx";

/** What was measured by workflow, GPU and region. */
export function PlacesTable({
  rows,
  window,
}: Readonly<{ rows: readonly GpuMetricsRow[]; window: string }>) {
  if (rows.length === 0) return <p class="muted">Nothing was measured in this time.</p>;
  return (
    <Roving label="By workflow, GPU and region">
      <table>
        <thead>
          <tr>
            <th scope="col">Workflow</th>
            <th scope="col">GPU</th>
            <th scope="col">Region</th>
            {PLACE_COLUMNS.map(([column, label]) => (
              <th key={column} scope="col" class="num">
                {label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {placeRows(rows, window).map(({ key, workflow, gpu, region, figures }) => (
            <tr key={key}>
              <th scope="row">{workflow}</th>
              <td>{gpu}</td>
              <td>{region}</td>
              {PLACE_COLUMNS.map(([column]) => (
                <td key={column} class="num">
                  <Fig figure={figures[column]} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Roving>
  );
}
