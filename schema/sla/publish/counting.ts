import type { Hour } from "../../wire/quantity.ts";
import type { Decided } from "./account-jobs.ts";
import type { Joined } from "./join-jobs.ts";
import type { Side } from "./sides.ts";

/** A side that has decided its job, and so decides the job. */
export type Decider = Side & Readonly<{ decided: Decided }>;

/**
 * The side that decides a job in an hour, or null: then it counts in another hour, or not yet. Of a job that a gateway
 * reports, the hour in which the gateway decided it. What only the orchestrator's agent decided counts in that hour or in
 * the next, in the first of them in which no gateway tells of the job: one that goes on telling is waited for.
 *
 * @param job   with its sides in this hour and the one before it, of which alone the answer is made
 */
export function deciderIn({ gateway, orchestrator }: Joined, hour: Hour): Decider | null {
  if (isDecider(gateway)) return gateway.decided.hour === hour ? gateway : null;
  if (!isDecider(orchestrator) || (gateway?.inHour ?? null) !== null) return null;
  const waited = gateway?.inHourBefore === true;
  return orchestrator.decided.hour === hour || waited ? orchestrator : null;
}

/**
 * Whether the hour before counted a job by its orchestrator's evidence, as no gateway told of it there: what a gateway
 * tells of it now adds to its own view alone.
 */
export const isCountedBefore = ({ gateway, orchestrator }: Joined, hour: Hour): boolean =>
  gateway?.inHourBefore === false && isDecider(orchestrator) && orchestrator.decided.hour !== hour;

/** Whether both sides have decided a job, the second of them in the hour. */
export const isSettledIn = ({ gateway, orchestrator }: Joined, hour: Hour): boolean =>
  isDecider(gateway) &&
  isDecider(orchestrator) &&
  (gateway.decided.hour === hour || orchestrator.decided.hour === hour);

/** Whether a job was seen in the hour and is still to be decided. */
export function isOpenIn(job: Joined, hour: Hour): boolean {
  const { gateway, orchestrator } = job;
  const seen = (gateway?.inHour ?? orchestrator?.inHour ?? null) !== null;
  if (!seen || deciderIn(job, hour) !== null || isDecider(gateway)) return false;
  return gateway !== null || !isDecider(orchestrator);
}

/**
 * The side whose minutes, errors and bytes count in the hour: the gateway's where it reports the job in that hour; once a
 * gateway has decided, nobody's, since what comes later is of a stream that has ended; else the orchestrator's.
 */
export function measuringSide({ gateway, orchestrator }: Joined): Side | null {
  if (gateway !== null && gateway.inHour !== null) return gateway;
  return isDecider(gateway) ? null : orchestrator;
}

export const isDecider = (side: Side | null): side is Decider =>
  side !== null && side.decided !== null;
