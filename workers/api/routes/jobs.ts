import * as z from "zod";
import { conflictsOf, decidedBecause } from "../../../schema/sla/conflicts.ts";
import { workflowName } from "../../../schema/sla/workflow-name.ts";
import { JobsPage, JobsQuery, type ListedJob } from "../../../schema/wire/api/jobs.ts";
import type { Job } from "../../../schema/wire/job.ts";
import { Hour } from "../../../schema/wire/quantity.ts";
import { fresh } from "../answer.ts";
import { readCursor, unknownCursor, writeCursor } from "../cursor.ts";
import { emptyRange } from "../empty-range.ts";
import { jobNulls } from "../job-nulls.ts";
import { nothing } from "../nothing.ts";
import { route } from "../route.ts";
import { walkJobs } from "../walk-jobs.ts";

const JOBS_SECONDS = 15;

const Position = z.tuple([Hour, z.int().positive(), z.int().nonnegative()]);

const list = route({
  path: "/v1/jobs",
  summary:
    "Jobs with outcome, cause, credit and the evidence of both sides, the newest hour first.",
  parameters: { path: nothing, query: JobsQuery },
  answers: JobsPage,
  async handle({ store, query: { cursor, ...asked } }) {
    if (asked.from !== undefined && asked.to !== undefined && asked.from >= asked.to)
      return emptyRange(asked.from, asked.to);
    const position = cursor === undefined ? null : readCursor(Position, cursor);
    if (cursor !== undefined && position === null) return unknownCursor(cursor);
    const start = position && { hour: position[0], version: position[1], skip: position[2] };
    const { jobs, next } = await walkJobs(store, {
      start,
      orchestrator: asked.orchestrator,
      isAsked: isAsked(asked),
      from: asked.from,
      to: asked.to,
      limit: asked.limit,
    });
    return fresh(
      {
        schema: "livepeer.sla.jobs/1" as const,
        jobs: jobs.map(listed),
        next: next && writeCursor([next.hour, next.version, next.skip]),
      },
      JOBS_SECONDS,
    );
  },
});

type Narrowing = Pick<z.output<typeof JobsQuery>, "outcome" | "cause" | "workflow">;

/** Whether a job is what was asked for. */
const isAsked =
  ({ outcome, cause, workflow }: Narrowing) =>
  (job: Job): boolean =>
    (outcome === undefined || job.outcome === outcome) &&
    (cause === undefined || job.cause === cause) &&
    (workflow === undefined || workflowName(job.pipeline, job.model) === workflow);

const listed = (job: Job): ListedJob => {
  const evidence = {
    ...job.evidence,
    decided_because: decidedBecause(job.evidence),
    conflicts: conflictsOf(job.evidence),
  };
  return { ...job, evidence, nulls: jobNulls({ ...job, evidence }) };
};

/** What was measured, job by job. */
export const jobs = [list];
