import type { Observation } from "../../wire/observation.ts";

/** What happens first where two facts have one time: a cause before its effect, and an end last. */
const RANKS: Readonly<Record<Observation["kind"], number>> = {
  capacity: 0,
  gpu: 1,
  startup: 1,
  request_received: 2,
  swap: 3,
  job_started: 4,
  payment: 5,
  first_output: 6,
  sample: 7,
  e2e: 8,
  bytes: 9,
  error: 10,
  restart: 11,
  no_capacity: 12,
  ended: 13,
};

/** The worse end first: of two at one time the first counts. */
const ENDINGS = ["error", "refused", "completed", "client_left"];
const endingRank = (o: Observation) => (o.kind === "ended" ? ENDINGS.indexOf(o.ending) : 0);

/** A payment that names its request comes before those that follow it by session. */
const linkRank = (o: Observation) => (o.request === null && o.job === null ? 1 : 0);

/** One order for a set of observations, however they came: by time, by kind, by id. */
export const inOrder = (observations: readonly Observation[]): Observation[] =>
  [...observations].sort(
    (a, b) =>
      a.at - b.at ||
      RANKS[a.kind] - RANKS[b.kind] ||
      linkRank(a) - linkRank(b) ||
      endingRank(a) - endingRank(b) ||
      (a.id < b.id ? -1 : a.id > b.id ? 1 : 0),
  );
