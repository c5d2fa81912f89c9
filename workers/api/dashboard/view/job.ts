import type { Job, JobSide } from "../../../../schema/wire/job.ts";
import type { Policy, Quality } from "../../../../schema/wire/policy.ts";
import { type Figure, unknown } from "./figure.ts";
import { count, duration, ether, fixed, labelOf, percent, words } from "./format.ts";
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
export const qualitiesOf = ({ evidence, outcome }: Job, policy: Policy | null): QualityShown[] =>
  (Object.entries(evidence.qualities) as [Quality, number | null][]).map(([name, ppm]) => ({
    label: labelOf(name),
    weight: policy === null ? "" : String(policy.weights[name]),
    value:
      ppm === null
        ? unknown(
            `quality_${name}`,
            outcome === "success"
              ? "it does not apply, or no source could see it"
              : "only successful jobs have qualities",
            { title: labelOf(name) },
          )
        : { metric: `quality_${name}`, title: labelOf(name), text: percent(ppm), unit: "%" },
  }));

/** One value as each side has it. */
export type Compared = Readonly<{
  label: string;
  gateway: string | null;
  orchestrator: string | null;
}>;

/** What each side saw of a job, value by value. */
export function sidesOf({ evidence: { gateway, orchestrator } }: Job): Compared[] {
  const row = (label: string, of: (side: JobSide) => string | null): Compared => ({
    label,
    gateway: gateway && of(gateway),
    orchestrator: orchestrator && of(orchestrator),
  });
  const ms = (value: number | null) => (value === null ? null : duration(value));
  return [
    row("outcome", ({ outcome }) => outcome),
    row("cause", ({ cause }) => (cause === null ? "none" : words(cause))),
    row("ending", ({ ending }) => words(ending)),
    row("first frame", (side) => ms(side.first_frame_ms)),
    row("first output", (side) => ms(side.first_output_ms)),
    row("end to end", (side) => ms(side.e2e_ms)),
    row("mean fps", ({ fps }) => (fps.mean === null ? null : fixed(fps.mean, 2))),
    row("jitter", ({ fps }) => (fps.jitter === null ? null : fixed(fps.jitter, 3))),
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
