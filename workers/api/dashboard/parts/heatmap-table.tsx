import { splitWorkflow } from "../view/workflow.ts";
import type { Heatmap } from "../view/heatmap.ts";
import { Fig } from "./fig.tsx";
import { Roving } from "./roving.tsx";

/** Success by region and workflow. The colour repeats what the number says. */
export function HeatmapTable({ heatmap: { workflows, rows } }: Readonly<{ heatmap: Heatmap }>) {
  if (rows.length === 0) return <p class="muted">No workflow ran in this time.</p>;
  return (
    <Roving label="Success by region and workflow">
      <table class="heatmap">
        <thead>
          <tr>
            <th scope="col">Region</th>
            {workflows.map((workflow) => {
              const { pipeline, model } = splitWorkflow(workflow);
              return (
                <th key={workflow} scope="col">
                  {model}
                  <small>{pipeline}</small>
                </th>
              );
            })}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ region, cells }) => (
            <tr key={region}>
              <th scope="row">{region}</th>
              {cells.map((cell, at) =>
                cell === null ? (
                  <td key={at} class="none">
                    <span class="muted">none ran</span>
                  </td>
                ) : (
                  <td key={at} class={`tone-${cell.tone}`}>
                    <Fig figure={cell.figure} />
                    <small>{cell.minutes}</small>
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </Roving>
  );
}
