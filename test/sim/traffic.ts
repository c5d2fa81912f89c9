import { type Attempt, attemptAt, type Behaviour, behaviourAt } from "./attempt.ts";
import type { SimGateway, SimNetwork, SimOrchestrator } from "./network.ts";
import { randomOf } from "./random.ts";

/** One request of one client, as it really went, in true time (Unix milliseconds). */
export type SimRequest = Readonly<{
  /** Eight hex digits, as go-livepeer gives them. Both sides know it, and so their evidence joins. */
  id: string;
  /** Null: a gateway that no agent watches. */
  gateway: SimGateway | null;
  pipeline: string;
  model: string;
  receivedAt: number;
  /** In turn; none when no orchestrator was found. */
  attempts: readonly Attempt[];
  closedAt: number;
}>;

/** Every orchestrator is given one request in each cycle. */
export const CYCLE_MS = 180_000;

/** A gateway does not move a stream whose client is about to leave. */
const WORTH_MOVING_MS = 5_000;

/** Every fifth request comes through a gateway that no agent watches. */
const UNWATCHED = 0.2;

/** Once in four cycles a gateway finds no orchestrator for a request. */
const UNSERVED = 0.25;

/**
 * The requests received in one cycle `[cycle, cycle + 1) × CYCLE_MS`, by time. A pure function of the network: whoever
 * asks, on either side of a job, sees the same.
 */
export function requestsIn(network: SimNetwork, cycle: number): SimRequest[] {
  return [
    ...network.orchestrators.map((first) => served(network, first, cycle)),
    ...network.gateways.flatMap((gateway) => unserved(network, gateway, cycle)),
  ].sort((a, b) => a.receivedAt - b.receivedAt || (a.id < b.id ? -1 : 1));
}

function served(network: SimNetwork, first: SimOrchestrator, cycle: number): SimRequest {
  const random = randomOf(`${network.seed}/request/${first.index}/${cycle}`);
  const receivedAt = cycle * CYCLE_MS + random.between(0, 25_000);
  const untilAt = receivedAt + random.between(35_000, 140_000);
  const id = random.hex(8);
  const gateway = random.chance(UNWATCHED) ? null : random.pick(network.gateways);
  const others = network.orchestrators.filter(
    ({ index, model, quality }) =>
      index !== first.index && model === first.model && quality.name !== "bad",
  );
  const attempts: Attempt[] = [];
  let next: SimOrchestrator | null = first;
  let startsAt = receivedAt + random.between(250, 500);
  while (next !== null) {
    const behaviour: Behaviour = attempts.length === 0 ? behaviourAt(next, random) : "normal";
    const attempt: Attempt = attemptAt(next, behaviour, startsAt, untilAt, random);
    attempts.push(attempt);
    const fell: boolean = behaviour === "refused" || behaviour === "death";
    const moves: boolean = fell && attempt.endedAt + WORTH_MOVING_MS < untilAt;
    next = moves && others.length > 0 ? random.pick(others) : null;
    startsAt = attempt.endedAt + random.between(400, 900);
  }
  const last = attempts.at(-1);
  const closedAt = last === undefined ? receivedAt : Math.max(last.endedAt, receivedAt) + 30;
  return {
    id,
    gateway,
    pipeline: first.pipeline,
    model: first.model,
    receivedAt,
    attempts,
    closedAt,
  };
}

function unserved(network: SimNetwork, gateway: SimGateway, cycle: number): SimRequest[] {
  const random = randomOf(`${network.seed}/unserved/${gateway.index}/${cycle}`);
  if (!random.chance(UNSERVED)) return [];
  const receivedAt = cycle * CYCLE_MS + random.between(0, CYCLE_MS - 10_000);
  const { pipeline, model } = random.pick(network.orchestrators);
  const closedAt = receivedAt + random.between(2_050, 2_300);
  return [{ id: random.hex(8), gateway, pipeline, model, receivedAt, attempts: [], closedAt }];
}
