import type { ListedJob } from "../../schema/wire/api/jobs.ts";
import { QUALITIES, type Quality } from "../../schema/wire/policy.ts";
import type { Reason } from "../../schema/wire/reason.ts";
import {
  type About,
  type Field,
  fpsFields,
  isDeliveredBy,
  sideFields,
  whyNoEnd,
  whyNoFirstOutput,
} from "./side-nulls.ts";

type Job = Omit<ListedJob, "nulls">;

/**
 * The reason for every null of a job, by its path. Derived from what is published of the job, which has neither its kind
 * (stream or request) nor its sources: where that leaves several reasons, the one is given that holds in all of them.
 */
export const jobNulls = (job: Job): Record<string, Reason> =>
  Object.fromEntries(
    [...identity(job), ...ending(job), ...measures(job), ...qualities(job), ...sides(job)].flatMap(
      ([path, value, reason]) => (value === null ? [[path, reason]] : []),
    ),
  );

const identity = ({ gpu, ...job }: Job): Field[] => [
  ...(["request", "orchestrator", "node", "gateway", "pipeline", "model", "region"] as const).map(
    (name): Field => [name, job[name], "not_told"],
  ),
  ["gpu", gpu, "not_told"],
  ...(["uuid", "name", "memory_bytes"] as const).map((name): Field => [
    `gpu.${name}`,
    gpu?.[name],
    "not_told",
  ]),
];

function ending(job: Job): Field[] {
  const { outcome, evidence } = job;
  const isOpen = outcome === "pending";
  const decider = evidence.decided_by && evidence[evidence.decided_by];
  return [
    ["cause", job.cause, isOpen ? "not_decided" : "does_not_apply"],
    ["credit_ppm", job.credit_ppm, isOpen ? "not_decided" : "does_not_apply"],
    ["first_frame_at", job.first_frame_at, isDelivered(job) ? "not_told" : "no_output"],
    ["ended_at", job.ended_at, isOpen ? "not_decided" : whyNoEnd(decider)],
    ["evidence.decided_by", evidence.decided_by, "not_decided"],
    ["evidence.decided_because", evidence.decided_because, "not_decided"],
  ];
}

/** What a job has only once it is decided. */
function measures(job: Job): Field[] {
  const { evidence, outcome } = job;
  const about = aboutSides(job);
  const ofGateway: Reason = about.isDelivered ? unlessUndecided(job) : "no_output";
  const ofRunner = whyNoFirstOutput(evidence.decided_by ?? "gateway", about);
  const fields: Field[] = [
    ["first_frame_ms", job.first_frame_ms, ofGateway],
    ["first_output_ms", job.first_output_ms, ofRunner],
    ["swapped", job.swapped, unlessUndecided(job, "no_swap_source")],
    ...fpsFields("fps", job.fps),
  ];
  if (outcome !== "pending") return fields;
  return fields.map(([path, value]) => [path, value, "not_decided"]);
}

function qualities(job: Job): Field[] {
  const { outcome, evidence, fps } = job;
  const isRead = evidence.decided_by !== "gateway" || fps.samples + fps.zero_samples > 0;
  const ofSuccess: Record<Quality, Reason> = {
    delivered_frames: isRead ? "no_span" : "no_sample",
    first_frame: "no_gateway_measurement",
    // Where the swap is known and stability is not, it was no stream.
    stability: job.swapped === null ? unlessUndecided(job, "no_swap_source") : "does_not_apply",
    e2e: unlessUndecided(job),
  };
  return QUALITIES.map((quality) => [
    `evidence.qualities.${quality}`,
    evidence.qualities[quality],
    outcome === "pending"
      ? "not_decided"
      : outcome === "success"
        ? ofSuccess[quality]
        : "does_not_apply",
  ]);
}

function sides(job: Job): Field[] {
  const { gateway, orchestrator, witness } = job.evidence;
  const about = aboutSides(job);
  const unseen = witness === "orchestrator" ? "no_gateway_measurement" : "not_decided";
  return [
    ["evidence.gateway", gateway, unseen],
    ["evidence.orchestrator", orchestrator, witness === "gateway" ? "not_told" : "not_decided"],
    ...(gateway === null ? [] : sideFields(gateway, about)),
    ...(orchestrator === null ? [] : sideFields(orchestrator, about)),
  ];
}

const aboutSides = (job: Job): About => ({ ...job.evidence, isDelivered: isDelivered(job) });

/** Whether anything published of a job tells of output. */
const isDelivered = (job: Job): boolean =>
  job.first_frame_at !== null ||
  [job, job.evidence.gateway, job.evidence.orchestrator].some(
    (side) => side !== null && isDeliveredBy(side),
  );

/** Why no gateway's value is there: of a gateway that has not decided the job nothing more is known. */
const unlessUndecided = (
  { evidence: { gateway, witness } }: Job,
  reason: Reason = "no_gateway_measurement",
): Reason => (gateway === null && witness !== "orchestrator" ? "not_decided" : reason);
