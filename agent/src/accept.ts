import type { DatabaseSync } from "node:sqlite";
import { Pseudonym } from "../../schema/wire/identifier.ts";
import type { Observation } from "../../schema/wire/observation.ts";
import { minuteOf } from "./minute.ts";
import { addDropped } from "./store/agent-row.ts";
import { insertObservations, type Placed } from "./store/observations.ts";

/** An observation from further ahead than this is refused, in milliseconds. */
export const FUTURE_MS = 300_000;

/** What became of a batch: accepted + duplicate + rejected is its length; `late` is a part of `accepted`. */
export type Accepted = Readonly<{
  accepted: number;
  duplicate: number;
  late: number;
  rejected: number;
  /** Why, for each that was rejected. */
  refusals: readonly Readonly<{ index: number; id: string; reason: string }>[];
}>;

/** Why an observation is refused, or null: it is from the future, or a raw id is still in it. */
export function refusalOf(observation: Observation, nowMs: number): string | null {
  const { at, request, job } = observation;
  if (at > nowMs + FUTURE_MS) {
    return `at ${new Date(at).toISOString()} is more than 5 minutes after ${new Date(nowMs).toISOString()}`;
  }
  const session = observation.kind === "payment" ? observation.session : null;
  const isRaw = [request, job, session].some(
    (id) => id !== null && !Pseudonym.safeParse(id).success,
  );
  return isRaw ? "its ids are not pseudonyms: a collector has to replace them" : null;
}

/**
 * Keeps a batch, each observation in its minute; one whose minute is over goes into the open one, and is late. To be
 * called inside a transaction: the batch is committed whole.
 *
 * @param nextStart  the minute that will be sealed next
 */
export function acceptBatch(
  db: DatabaseSync,
  observations: readonly Observation[],
  nextStart: number,
  nowMs: number,
): Accepted {
  const refusals: Accepted["refusals"][number][] = [];
  const placed: Placed[] = [];
  for (const [index, observation] of observations.entries()) {
    const reason = refusalOf(observation, nowMs);
    if (reason === null) {
      const start = Math.max(minuteOf(observation.at), nextStart);
      placed.push({ observation, start, late: start !== minuteOf(observation.at) });
    } else refusals.push({ index, id: observation.id, reason });
  }
  const isNew = insertObservations(db, placed);
  if (refusals.length > 0) addDropped(db, refusals.length);
  const accepted = isNew.filter(Boolean).length;
  return {
    accepted,
    duplicate: placed.length - accepted,
    late: placed.filter(({ late }, i) => late && isNew[i]).length,
    rejected: refusals.length,
    refusals,
  };
}
