import type { ListedJob } from "../../../../schema/wire/api/jobs.ts";
import type { Policy } from "../../../../schema/wire/policy.ts";
import { words } from "../view/format.ts";
import { feesFigure, qualitiesOf } from "../view/job.ts";
import { jobRow } from "../view/jobs.ts";
import { OrchestratorLink } from "./orchestrator-link.tsx";
import { Fig } from "./fig.tsx";

/** A job's outcome and credit, its qualities by weight, and what it served. */
export function JobSummary({ job, policy }: Readonly<{ job: ListedJob; policy: Policy | null }>) {
  const row = jobRow(job);
  const facts = [
    ["Workflow", row.workflow],
    ["GPU", job.gpu?.name ?? null],
    ["Region", job.region],
    ["Gateway", job.gateway],
    ["Request", job.request],
    ["Purpose", job.purpose],
  ] as const;
  return (
    <>
      <p class="outcome">
        <span class={`status ${job.outcome}`}>{job.outcome}</span> {job.cause && words(job.cause)}{" "}
        <span class="muted">credit</span> <Fig figure={row.credit} size="large" />
      </p>
      <table>
        <thead>
          <tr>
            <th scope="col">Quality</th>
            <th scope="col" class="num">
              Weight
            </th>
            <th scope="col" class="num">
              Value
            </th>
          </tr>
        </thead>
        <tbody>
          {qualitiesOf(job, policy).map(({ label, weight, value }) => (
            <tr key={label}>
              <th scope="row">{label}</th>
              <td class="num">{weight}</td>
              <td class="num">
                <Fig figure={value} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <dl class="pairs">
        <div>
          <dt>Orchestrator</dt>
          <dd>
            {job.orchestrator === null ? (
              "not known"
            ) : (
              <OrchestratorLink address={job.orchestrator} />
            )}
          </dd>
        </div>
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd class={value === null ? "unknown" : ""}>{value ?? "not known"}</dd>
          </div>
        ))}
        <div>
          <dt>Fees</dt>
          <dd>
            <Fig figure={feesFigure(job)} />
          </dd>
        </div>
      </dl>
    </>
  );
}
