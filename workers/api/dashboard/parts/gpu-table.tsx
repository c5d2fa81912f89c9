import type { GpuShown } from "../view/gpus.ts";
import { Fig } from "./fig.tsx";
import { Roving } from "./roving.tsx";

/** What GPUs of each type did. */
export function GpuTable({ gpus }: Readonly<{ gpus: readonly GpuShown[] }>) {
  if (gpus.length === 0) return <p class="muted">No agent said which GPU served.</p>;
  return (
    <Roving label="GPUs by type">
      <table>
        <thead>
          <tr>
            <th scope="col">GPU</th>
            <th scope="col" class="num">
              Minutes
            </th>
            <th scope="col" class="num">
              Success
            </th>
            <th scope="col" class="num">
              FPS
            </th>
            <th scope="col" class="num">
              Busy
            </th>
            <th scope="col" class="num">
              Orch.
            </th>
          </tr>
        </thead>
        <tbody>
          {gpus.map(({ name, share, minutes, success, fps, utilisation, orchestrators }) => (
            <tr key={name}>
              <th scope="row">
                {name}
                <span class="share" aria-hidden="true">
                  <span style={{ width: `${share * 100}%` }} />
                </span>
              </th>
              <td class="num">
                <Fig figure={minutes} />
              </td>
              <td class="num">
                <Fig figure={success} />
              </td>
              <td class="num">
                <Fig figure={fps} />
              </td>
              <td class="num">
                <Fig figure={utilisation} />
              </td>
              <td class="num">
                <Fig figure={orchestrators} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Roving>
  );
}
