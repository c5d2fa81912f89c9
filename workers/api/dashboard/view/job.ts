import type { ListedJob } from "../../../../schema/wire/api/jobs.ts";
import type { Job, JobSide } from "../../../../schema/wire/job.ts";
import type { Policy, Quality } from "../../../../schema/wire/policy.ts";
import type { Role } from "../../../../schema/wire/workflow.ts";
import { type Figure, unknown } from "./figure.ts";
import { count, duration, ether, fixed, labelOf, percent, words } from "./format.ts";
import { unknownOf } from "./jobs.ts";
import { moment, clock } from "./time.ts";

/** One event of a job's timeline. */
export type Step = Readonly<{ at: string; after: string; what: string }>;

/** One stretch of a job's time, as a share of the whole. */
export type Stretch = Readonly<{
  kind: "startup" | "output" | "stall" | "other";
  label: string;
  share: number;
}>;

/** What happened to a job, in order. */
export function timelineOf(job: Job): Step[] {
  const start = Date.parse(job.started_at);
  const step = (at: string, what: string): Step => ({
    at: clock(at),
    after: `+ ${duration(Date.parse(at) - start)}`,
    what,
  });
  const steps: Step[] = [
    { at: `${moment(job.started_at)}`, after: "start", what: "The stream began" },
  ];
  if (job.first_frame_at !== null) steps.push(step(job.first_frame_at, "First processed output"));
  if (job.ended_at !== null) steps.push(step(job.ended_at, endOf(job)));
  return steps;
}

const endOf = ({ outcome, cause, swapped }: Job): string => {
  const moved = swapped === true ? "; the gateway moved it elsewhere" : "";
  return `Ended: ${outcome}${cause === null ? "" : `, ${words(cause)}`}${moved}`;
};

/** How a job's time was spent: until the first output, with output, stalled, and the rest. */
export function stretchesOf({ started_at, first_frame_at, ended_at, ...job }: Job): Stretch[] {
  if (ended_at === null) return [];
  const whole = Date.parse(ended_at) - Date.parse(started_at);
  if (whole <= 0) return [];
  const startup =
    first_frame_at === null ? whole : Date.parse(first_frame_at) - Date.parse(started_at);
  const active = first_frame_at === null ? 0 : job.active_seconds * 1000;
  const stall = first_frame_at === null ? 0 : job.stall_seconds * 1000;
  const rest = Math.max(0, whole - startup - active - stall);
  const total = startup + active + stall + rest;
  const stretch = (kind: Stretch["kind"], name: string, ms: number): Stretch => ({
    kind,
    label: `${name} ${duration(ms)}`,
    share: ms / total,
  });
  return [
    stretch("startup", "until first output", startup),
    stretch("output", "with output", active),
    stretch("stall", "stalled", stall),
    stretch("other", "not sampled", rest),
  ].filter(({ share }) => share > 0);
}

/** One quality of a job, and what its weight makes of it. */
export type QualityShown = Readonly<{ label: string; weight: string; value: Figure }>;

/** A job's qualities with the policy's weights. */
export const qualitiesOf = (job: ListedJob, policy: Policy | null): QualityShown[] =>
  (Object.entries(job.evidence.qualities) as [Quality, number | null][]).map(([name, ppm]) => ({
    label: labelOf(name),
    weight: policy === null ? "" : String(policy.weights[name]),
    value: qualityFigure(job, name, ppm),
  }));

function qualityFigure(job: ListedJob, name: Quality, ppm: number | null): Figure {
  const [metric, title] = [`quality_${name}`, labelOf(name)];
  if (ppm !== null) return { metric, title, text: percent(ppm), unit: "%" };
  if (job.outcome === "success")
    return unknownOf(job, `evidence.qualities.${name}`, metric, { title });
  return unknown(metric, "only successful jobs have qualities", { title });
}

/** One value as each side has it: in words, or a figure that says why there is none; null where it did not see the job. */
export type Compared = Readonly<{ label: string }> & Readonly<Record<Role, string | Figure | null>>;

/** What each side saw of a job, value by value. */
export function sidesOf(job: ListedJob): Compared[] {
  const { gateway, orchestrator } = job.evidence;
  const row = (label: string, of: (side: JobSide) => string | Figure): Compared => ({
    label,
    gateway: gateway && of(gateway),
    orchestrator: orchestrator && of(orchestrator),
  });
  const measured = (
    label: string,
    [metric, path]: readonly [metric: string, path: string],
    of: (side: JobSide) => string | null,
  ) => row(label, (side) => of(side) ?? unknownOf(job, `evidence.${side.role}.${path}`, metric));
  const ms = (value: number | null) => (value === null ? null : duration(value));
  return [
    row("outcome", ({ outcome }) => outcome),
    row("cause", ({ cause }) => (cause === null ? "none" : words(cause))),
    row("ending", ({ ending }) => words(ending)),
    measured("first frame", ["prompt_to_first_frame", "first_frame_ms"], (side) =>
      ms(side.first_frame_ms),
    ),
    measured("first output", ["first_output_latency", "first_output_ms"], (side) =>
      ms(side.first_output_ms),
    ),
    measured("end to end", ["e2e_stream_latency", "e2e_ms"], (side) => ms(side.e2e_ms)),
    measured("mean fps", ["output_fps", "fps.mean"], ({ fps }) =>
      fps.mean === null ? null : fixed(fps.mean, 2),
    ),
    measured("jitter", ["jitter_coefficient", "fps.jitter"], ({ fps }) =>
      fps.jitter === null ? null : fixed(fps.jitter, 3),
    ),
    row("samples", ({ fps }) => `${count(fps.samples)}, ${count(fps.zero_samples)} without output`),
    row("time with output", (side) => duration(side.active_seconds * 1000)),
    row("trust level", ({ trust }) => `L${trust}`),
    row("relayed", ({ relayed }) => (relayed ? "the runner's own words" : "no")),
    row("window", ({ epoch, seq }) => `${epoch} / ${seq}`),
    row("agent", ({ agent }) => agent),
  ];
}

/** What was paid for a job. */
export const feesFigure = ({ fees }: Job): Figure => ({
  metric: "fees",
  text: ether(fees.expected_value_wei),
  unit: "ETH",
  n: `${count(fees.tickets)} tickets`,
  made: `${fees.expected_value_wei} wei expected; ${fees.face_value_wei} wei face value`,
});
