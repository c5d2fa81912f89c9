import type { Answer } from "../data/answers.ts";
import { words } from "../view/format.ts";
import { type Compared, sidesOf } from "../view/job.ts";
import { WITNESS } from "../view/jobs.ts";
import { Fig } from "./fig.tsx";
import { Roving } from "./roving.tsx";

type Listed = Answer<"jobs">["jobs"][number];

/** What each side of a job saw, side by side. */
export function JobEvidence({ job }: Readonly<{ job: Listed }>) {
  const { decided_by, witness, self_excused, conflicts } = job.evidence;
  const at = job.ended_at ?? job.started_at;
  const hour = `${at.slice(0, 13)}:00:00Z`;
  return (
    <>
      <p>
        Seen by {WITNESS[witness]};{" "}
        {decided_by === null ? "not decided yet" : `decided by the ${decided_by}'s evidence`}
        {self_excused ? "; excused by its own agent alone" : ""}.{" "}
        <a href={`/verify?hour=${hour}`}>The raw evidence of its hour</a>
      </p>
      {(conflicts ?? []).length > 0 && (
        <p class="warning">{`The sides differ in: ${conflicts.map(({ field }) => words(field)).join(", ")}.`}</p>
      )}
      <Roving label="Evidence of both sides">
        <table>
          <thead>
            <tr>
              <th scope="col">Value</th>
              <th scope="col">Gateway</th>
              <th scope="col">Orchestrator</th>
            </tr>
          </thead>
          <tbody>
            {sidesOf(job).map(({ label, gateway, orchestrator }) => (
              <tr key={label}>
                <th scope="row">{label}</th>
                <Said value={gateway} />
                <Said value={orchestrator} />
              </tr>
            ))}
          </tbody>
        </table>
      </Roving>
    </>
  );
}

const Said = ({ value }: Readonly<{ value: Compared["gateway"] }>) =>
  typeof value === "string" ? (
    <td class="said">{value}</td>
  ) : (
    <td class="unknown">{value === null ? "did not see it" : <Fig figure={value} />}</td>
  );
