import type { JobRow } from "../view/jobs.ts";
import { OrchestratorLink } from "./orchestrator-link.tsx";
import { Fig } from "./fig.tsx";
import { Roving } from "./roving.tsx";

/** Jobs as rows; a row's time leads to its timeline and evidence. */
export function JobTable({ rows }: Readonly<{ rows: readonly JobRow[] }>) {
  return (
    <Roving label="Jobs">
      <table class="jobs">
        <thead>
          <tr>
            <th scope="col">Began (UTC)</th>
            <th scope="col">Outcome</th>
            <th scope="col" class="num">
              Credit
            </th>
            <th scope="col">Orchestrator</th>
            <th scope="col">Workflow</th>
            <th scope="col" class="num">
              First output
            </th>
            <th scope="col" class="num">
              FPS
            </th>
            <th scope="col" class="num">
              Ran
            </th>
            <th scope="col">Seen by</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.id}>
              <th scope="row">
                <a href={row.href} aria-label={`Job ${row.id}, began ${row.started}`}>
                  {row.started}
                </a>
              </th>
              <td>
                <span class={`status ${row.outcome}`}>{row.outcome}</span>
                {row.cause && <small> {row.cause}</small>}
                {row.isTest && <small> test load</small>}
              </td>
              <td class="num">
                <Fig figure={row.credit} />
              </td>
              <td>
                {row.orchestrator === null ? (
                  <span class="muted">not known</span>
                ) : (
                  <OrchestratorLink address={row.orchestrator} />
                )}
              </td>
              <td class="long">{row.workflow}</td>
              <td class="num">
                <Fig figure={row.firstFrame} />
              </td>
              <td class="num">
                <Fig figure={row.fps} />
              </td>
              <td class="num">
                <Fig figure={row.ran} />
              </td>
              <td>{row.witness}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Roving>
  );
}
