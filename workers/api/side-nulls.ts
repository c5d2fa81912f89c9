import { JITTER_SAMPLES } from "../../schema/sla/fps.ts";
import type { FpsSummary, Job, JobSide } from "../../schema/wire/job.ts";
import type { Reason } from "../../schema/wire/reason.ts";
import type { Role } from "../../schema/wire/workflow.ts";

/** A field of a job by its path: its value, and why that is null where it is. */
export type Field = readonly [path: string, value: unknown, reason: Reason];

/** What of a job a side's reasons depend on besides the side itself. */
export type About = Pick<Job["evidence"], "gateway" | "orchestrator"> &
  Readonly<{ isDelivered: boolean }>;

/** The fields of a side that can be null. First frame and E2E are a gateway's to measure. */
export function sideFields(side: JobSide, about: About): Field[] {
  const isGateway = side.role === "gateway";
  const ofGateway: Reason = about.isDelivered ? "no_gateway_measurement" : "no_output";
  const fields: Field[] = [
    ["cause", side.cause, "does_not_apply"],
    ["ended_at", side.ended_at, whyNoEnd(side)],
    ["first_frame_ms", side.first_frame_ms, isGateway ? ofGateway : "does_not_apply"],
    ["first_output_ms", side.first_output_ms, whyNoFirstOutput(side.role, about)],
    ["e2e_ms", side.e2e_ms, isGateway ? ofGateway : "does_not_apply"],
    ...fpsFields("fps", side.fps),
  ];
  return fields.map(([path, ...rest]) => [`evidence.${side.role}.${path}`, ...rest]);
}

/** The fields of frame rates that can be null. Mean and deviation of samples that are there fail by what they say. */
export function fpsFields(path: string, { mean, stddev, jitter, samples }: FpsSummary): Field[] {
  const reason = samples === 0 ? "no_sample" : "not_usable";
  const isFew = samples > 0 && samples < JITTER_SAMPLES;
  return [
    [`${path}.mean`, mean, reason],
    [`${path}.stddev`, stddev, reason],
    [`${path}.jitter`, jitter, isFew ? "few_samples" : reason],
  ];
}

/** Whether what a side measured tells of output. */
export const isDeliveredBy = ({
  outcome,
  fps,
  first_frame_ms,
  first_output_ms,
}: Pick<Job, "outcome" | "fps" | "first_frame_ms" | "first_output_ms">): boolean =>
  outcome === "success" || fps.samples > 0 || first_frame_ms !== null || first_output_ms !== null;

/** Why a side that decided has no end: its evidence stopped, or the end that it told is before the start. */
export const whyNoEnd = (side: JobSide | null): Reason =>
  side !== null && side.ending !== "silent" && side.impossible > 0 ? "not_usable" : "not_told";

/** Why a side has no time of the runner's: the other side may have it. */
export function whyNoFirstOutput(role: Role, about: About): Reason {
  const other = role === "gateway" ? about.orchestrator : about.gateway;
  if (other !== null && other.first_output_ms !== null)
    return role === "gateway" ? "orchestrator_only" : "not_told";
  return about.isDelivered ? "no_runner_measurement" : "no_output";
}
