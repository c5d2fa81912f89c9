import type { Hour } from "../../wire/quantity.ts";
import type { Decided } from "./account-jobs.ts";
import type { Joined } from "./join-jobs.ts";
import type { Side } from "./sides.ts";

/** A side that has decided its job, and so decides the job. */
export type Decider = Side & Readonly<{ decided: Decided }>;

/**
 * The side that decides a job in an hour, or null: then it counts in another hour, or not yet. Of a job that a gateway
 * reports, the hour in which the gateway decided it, so that nothing an orchestrator's agent does can move it or count
 * it twice. Where only the orchestrator's agent decided, a gateway that is still open is waited for until the end of
 * the next hour.
 *
 * @param job   with its sides in this hour and the one before it, of which alone the answer is made
 */
export function deciderIn({ gateway, orchestrator }: Joined, hour: Hour): Decider | null {
  if (isDecider(gateway)) return gateway.decided.hour === hour ? gateway : null;
  if (!isDecider(orchestrator)) return null;
  if (orchestrator.decided.hour === hour) return gateway === null ? orchestrator : null;
  return gateway?.inHourBefore === true ? orchestrator : null;
}

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
