import type { ListedJob } from "../../../../schema/wire/api/jobs.ts";
import type { Cause } from "../../../../schema/wire/cause.ts";
import type { Job } from "../../../../schema/wire/job.ts";
import { type Figure, unknown } from "./figure.ts";
import { duration, fixed, labelOf, percent, words } from "./format.ts";
import { moment } from "./time.ts";

/** One row of the list of jobs. */
export type JobRow = Readonly<{
  id: string;
  href: string;
  started: string;
  startedAt: string;
  orchestrator: string | null;
  workflow: string;
  outcome: Job["outcome"];
  cause: string | null;
  credit: Figure;
  firstFrame: Figure;
  fps: Figure;
  ran: Figure;
  witness: string;
  isTest: boolean;
}>;

/** What jobs can be narrowed to, as the API calls it. */
export const OUTCOMES = ["success", "failed", "excused", "pending"] as const satisfies Outcome[];
export const CAUSES = Object.keys({
  capacity: true,
  model: true,
  gpu: true,
  orchestrator_network: true,
  protocol: true,
  unknown: true,
  user_input: true,
  client_network: true,
  gateway: true,
  client_left: true,
  full: true,
  unobserved: true,
} satisfies Record<Cause, true>) as readonly Cause[];

type Outcome = Job["outcome"];

/** `<pipeline>/<model>`, or what is known of it. */
export const workflowOf = ({ pipeline, model }: Pick<Job, "pipeline" | "model">): string =>
  [pipeline, model].filter((part) => part !== null).join("/") || "not known";

/** What of a job is null, with the API's reason. @param path  of the field */
export const unknownOf = (
  { nulls }: Pick<ListedJob, "nulls">,
  path: string,
  metric: string,
  about: Partial<Figure> = {},
): Figure => unknown(metric, nulls?.[path] ?? "nobody measured it", about);

/** A job as a row. */
export function jobRow(job: ListedJob): JobRow {
  const { id, started_at, orchestrator, outcome, cause, fps, evidence } = job;
  const by = evidence.decided_by === null ? {} : { evidence: `the ${evidence.decided_by}'s` };
  return {
    id,
    href: jobHref(job),
    started: moment(started_at),
    startedAt: started_at,
    orchestrator,
    workflow: workflowOf(job),
    outcome,
    cause: cause === null ? null : words(cause),
    credit: creditFigure(job, by),
    firstFrame: latencyFigure(job),
    fps:
      fps.mean === null
        ? unknownOf(job, "fps.mean", "output_fps")
        : {
            metric: "output_fps",
            text: fixed(fps.mean, 1),
            unit: "fps",
            n: `${fps.samples} samples`,
          },
    ran: {
      metric: "inference_minutes",
      text: duration(job.active_seconds * 1000),
      title: "Time with output",
    },
    witness: WITNESS[evidence.witness],
    isTest: job.purpose === "test",
  };
}

/** Who saw a job, in words. */
export const WITNESS = {
  both: "both sides",
  gateway: "gateway only",
  orchestrator: "orchestrator only",
} as const;

function creditFigure({ credit_ppm, outcome, evidence }: Job, by: Partial<Figure>): Figure {
  if (credit_ppm === null)
    return unknown(
      "credit",
      outcome === "excused" ? "excused jobs are in no score" : "the job is not decided yet",
    );
  const parts = Object.entries(evidence.qualities).flatMap(([name, ppm]) =>
    ppm === null ? [] : [`${labelOf(name)} ${percent(ppm)} %`],
  );
  return {
    metric: "credit",
    text: percent(credit_ppm),
    unit: "%",
    ...(parts.length > 0 && { made: parts.join(", ") }),
    ...by,
  };
}

function latencyFigure(job: ListedJob): Figure {
  const { first_frame_ms, first_output_ms } = job;
  if (first_frame_ms !== null)
    return {
      metric: "prompt_to_first_frame",
      text: duration(first_frame_ms),
      evidence: "the gateway's",
    };
  if (first_output_ms !== null)
    return {
      metric: "first_output_latency",
      text: duration(first_output_ms),
      evidence: "the orchestrator's",
    };
  return unknownOf(job, "first_frame_ms", "prompt_to_first_frame");
}

const HOUR_MS = 3_600_000;
const hourIso = (ms: number): string =>
  new Date(Math.floor(ms / HOUR_MS) * HOUR_MS).toISOString().replace(".000Z", "Z");

/** A job's page. The hours around it go along, so that it is found again for as long as they are kept. */
export function jobHref({ id, orchestrator, started_at, ended_at }: Job): string {
  const query = new URLSearchParams({ from: hourIso(Date.parse(started_at)) });
  if (ended_at !== null) query.set("to", hourIso(Date.parse(ended_at) + 2 * HOUR_MS));
  if (orchestrator !== null) query.set("orchestrator", orchestrator);
  return `/jobs/${encodeURIComponent(id)}?${query}`;
}
