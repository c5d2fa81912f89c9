import type { Address } from "../../wire/identifier.ts";
import type { Job } from "../../wire/job.ts";
import type { NodeWorkflow } from "../../wire/network.ts";
import { workflowName } from "../workflow-name.ts";

/** How many of the last decided jobs must have failed for a node to leave at once. */
export const LAST_JOBS = 3;

type LastJob = readonly [endedAtMs: number, id: string, outcome: "success" | "failed"];

/** The last decided live jobs of each orchestrator in each workflow (the empty name: in none), newest first. */
export type LastJobs = Readonly<Record<Address, Readonly<Record<string, readonly LastJob[]>>>>;

/** Takes jobs in, however many, and keeps the last of each orchestrator and workflow. */
export function keepLastJobs(): Readonly<{
  add: (jobs: readonly Job[]) => void;
  kept: () => LastJobs;
}> {
  const last = new Map<Address, Map<string, LastJob[]>>();
  const add = (jobs: readonly Job[]) => {
    for (const { orchestrator, pipeline, model, purpose, outcome, id, ...job } of jobs) {
      if (orchestrator === null || purpose !== "live") continue;
      if (outcome !== "success" && outcome !== "failed") continue;
      const own = last.get(orchestrator) ?? new Map<string, LastJob[]>();
      last.set(orchestrator, own);
      const workflow = workflowName(pipeline, model) ?? "";
      const endedAtMs = Date.parse(job.ended_at ?? job.started_at);
      own.set(workflow, lastOf([...(own.get(workflow) ?? []), [endedAtMs, id, outcome]]));
    }
  };
  const kept = () =>
    Object.fromEntries([...last].map(([who, own]) => [who, Object.fromEntries(own)]));
  return { add, kept };
}

/** The outcomes of an orchestrator's last jobs in one workflow (null: in all), newest first, of several hours' jobs. */
export function lastOutcomes(
  hours: readonly LastJobs[],
  orchestrator: Address,
  workflow: string | null,
): NodeWorkflow["last"] {
  const own = hours.flatMap((hour) => {
    const jobs = hour[orchestrator] ?? {};
    return workflow === null ? Object.values(jobs).flat() : (jobs[workflow] ?? []);
  });
  return lastOf(own).map(([, , outcome]) => outcome);
}

/** By when they ended, and of those that ended at once by their id. */
const lastOf = (jobs: readonly LastJob[]): LastJob[] =>
  jobs.toSorted(([a, idA], [b, idB]) => b - a || (idA < idB ? -1 : 1)).slice(0, LAST_JOBS);
