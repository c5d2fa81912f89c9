import type { SloShown } from "../view/slos.ts";
import { Fig } from "./fig.tsx";
import { Roving } from "./roving.tsx";

/** Objectives with their error budgets. */
export function SloTable({ slos }: Readonly<{ slos: readonly SloShown[] }>) {
  return (
    <Roving label="Objectives">
      <table class="slos">
        <thead>
          <tr>
            <th scope="col">Objective</th>
            <th scope="col" class="num">
              Target
            </th>
            <th scope="col" class="num">
              Attained
            </th>
            <th scope="col">State</th>
            <th scope="col" class="num">
              Budget left
            </th>
            <th scope="col" class="num">
              Burn 1 h · 24 h
            </th>
            <th scope="col" class="num">
              Hours
              <br />
              below
            </th>
          </tr>
        </thead>
        <tbody>
          {slos.map(
            ({
              sli,
              label,
              target,
              attained,
              status,
              statusText,
              budget,
              budgetLeft,
              burn,
              hoursBelow,
            }) => (
              <tr key={sli}>
                <th scope="row">{label}</th>
                <td class="num">{target}</td>
                <td class="num">
                  <Fig figure={attained} />
                </td>
                <td>
                  <span class={`status ${status}`}>{statusText}</span>
                </td>
                <td class="num">
                  <Fig figure={budget} />
                  <span class={`meter ${status}`} aria-hidden="true">
                    <span style={{ width: `${(budgetLeft ?? 0) * 100}%` }} />
                  </span>
                </td>
                <td class="num">
                  <Fig figure={burn.hour} /> · <Fig figure={burn.day} />
                </td>
                <td class="num">
                  <Fig figure={hoursBelow} />
                </td>
              </tr>
            ),
          )}
        </tbody>
      </table>
    </Roving>
  );
}
