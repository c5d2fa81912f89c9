import type { CohortRank } from "../../../../schema/wire/cohort.ts";
import { cohortsShown } from "../view/cohorts.ts";
import { Fig } from "./fig.tsx";
import { Roving } from "./roving.tsx";

/** Where an orchestrator stands among its like. */
export function Cohorts({ cohorts }: Readonly<{ cohorts: readonly CohortRank[] }>) {
  const shown = cohortsShown(cohorts).filter(({ rows }) => rows.length > 0);
  if (shown.length === 0) return <p class="muted">There is no cohort to compare it with yet.</p>;
  return (
    <div class="cohorts">
      {shown.map(({ key, title, rows }) => (
        <div key={key} class="cohort">
          <h3>{title}</h3>
          <Roving label={`Among its like: ${title}`}>
            <table>
              <thead>
                <tr>
                  <th scope="col">Value</th>
                  <th scope="col" class="num">
                    Its own
                  </th>
                  <th scope="col" class="num">
                    Median
                  </th>
                  <th scope="col" class="num">
                    Better than
                  </th>
                </tr>
              </thead>
              <tbody>
                {rows.map(({ measure, label, own, median, rank }) => (
                  <tr key={measure}>
                    <th scope="row">{label}</th>
                    <td class="num">
                      <Fig figure={own} />
                    </td>
                    <td class="num">
                      <Fig figure={median} />
                    </td>
                    <td class="num">
                      <Fig figure={rank} />
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </Roving>
        </div>
      ))}
    </div>
  );
}
