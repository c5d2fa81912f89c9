import * as z from "zod";
import { Cause } from "../cause.ts";
import { Conflict, CountedBecause } from "../conflict.ts";
import { Job, JobOutcome } from "../job.ts";
import { Nulls } from "../reason.ts";
import {
  cursor,
  hourBound,
  limit,
  oneOf,
  orchestratorFilter,
  workflowFilter,
} from "./parameter.ts";

/** `GET /v1/jobs`: what may be asked. By the hours that count a job, so that a score's period lists the score's jobs. */
export const JobsQuery = z.strictObject({
  orchestrator: orchestratorFilter,
  outcome: oneOf(JobOutcome.options, "Only jobs with this outcome.", "failed"),
  cause: oneOf(Cause.options, "Only jobs that failed by this cause.", "gpu"),
  workflow: workflowFilter,
  from: hourBound("First hour whose jobs are listed. A job is of the hour that decided it."),
  to: hourBound("First hour, after `from`, whose jobs are not listed."),
  limit: limit(500, 100),
  cursor,
});

/** A job as it is published, with what its two sides say otherwise. */
export const ListedJob = z.strictObject({
  ...Job.shape,
  evidence: z.strictObject({
    ...Job.shape.evidence.shape,
    /** Why that side decided; null while the job is open. */
    decided_because: CountedBecause.nullable(),
    /** What both sides say otherwise; empty where only one of them decided it. */
    conflicts: Conflict.array(),
  }),
  /** Why each field that is null is null. Derived from the rest of the job: answered, and not kept. */
  nulls: Nulls.optional(),
});
export type ListedJob = z.infer<typeof ListedJob>;

/** A page of jobs, the newest hour first. `next` is null at the end; a page with `next` may be short, or empty. */
export const JobsPage = z.strictObject({
  schema: z.literal("livepeer.sla.jobs/1"),
  jobs: ListedJob.array().max(500),
  next: z.string().nullable(),
});
export type JobsPage = z.infer<typeof JobsPage>;
