import type { Score } from "../../../../schema/wire/compliance.ts";
import type { Policy } from "../../../../schema/wire/policy.ts";
import { weightsShown } from "../view/weights.ts";
import { Fig } from "./fig.tsx";

type Props = Readonly<{ policy: Policy; score: Score; window: string }>;

/** The parts of a score: what each quality weighs, what it lost, and in how many jobs nobody could see it. */
export function Weights({ policy, score, window }: Props) {
  return (
    <details class="weights">
      <summary>Parts and their weights</summary>
      <table>
        <thead>
          <tr>
            <th scope="col">Quality</th>
            <th scope="col" class="num">
              Weight
            </th>
            <th scope="col" class="num">
              Lost
            </th>
            <th scope="col" class="num">
              Not observed
            </th>
          </tr>
        </thead>
        <tbody>
          {weightsShown(policy, score, window).map(
            ({ quality, label, weight, lost, unobserved }) => (
              <tr key={quality}>
                <th scope="row">{label}</th>
                <td class="num">{weight}</td>
                <td class="num">
                  <Fig figure={lost} />
                </td>
                <td class="num">{unobserved}</td>
              </tr>
            ),
          )}
        </tbody>
      </table>
    </details>
  );
}
