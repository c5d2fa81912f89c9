import pLimit from "p-limit";
import { BREAKER, type Breaker, breakerOf, isAsked } from "../../schema/sla/breaker.ts";
import { HOUR_MS } from "../../schema/sla/hour.ts";
import { slotStart } from "../../schema/sla/slot-start.ts";
import type { OutcomeLine, RawObject, ScrapeMessage } from "../../schema/wire/raw.ts";
import type { Target } from "../../schema/wire/target.ts";
import type { Probed } from "../store/last-probes.ts";
import { openAllowance } from "./allowance.ts";
import {
  type PlannedTarget,
  type Probe,
  type ProbePorts,
  askPage,
  openProbe,
} from "./ask-target.ts";
import { knownBelow } from "./known-below.ts";

/** Six connections may wait for headers in a Worker; a seventh would wait for the others' answers. */
const TARGETS_AT_ONCE = 5;

/** A backlog of two hours comes in one turn, where there is room. */
const MAX_PAGES = 8;

/** What a turn asks, of whom, by which registry, and what is known of its targets' last probes. */
export type Turn = Readonly<{
  message: ScrapeMessage;
  registryVersion: number;
  targets: readonly Target[];
  probed: ReadonlyMap<string, Probed>;
  /** External requests that one invocation may make. */
  fetches: number;
}>;

/**
 * Asks every target of a turn, and makes the turn's raw object: one outcome per target, whatever any of them does. Each is asked
 * for one page before any is asked for a second. A target that is down is passed over in some slots, and its outcome says so.
 * Targets beyond the number of requests are left to the next slot, and are not in the plan.
 */
export async function scrape(turn: Turn, ports: ProbePorts): Promise<RawObject> {
  const { message, registryVersion, probed, fetches } = turn;
  const { slot, backfill } = message;
  const known = inTurn(turn.targets, slot).map((target) => ({
    target: { ...target, cursor: probed.get(target.id)?.cursor ?? null },
    breaker: breakerOf(probed.get(target.id)?.outcomes ?? {}, slot, message.slot_seconds),
  }));
  const isDue = ({ target, breaker }: (typeof known)[number]) =>
    backfill !== null || isAsked(target.id, slot, message.slot_seconds, breaker);
  const asked = known.filter(isDue).slice(0, fetches);
  const probes = await askAll(
    asked.map(({ target }) => target),
    turn,
    ports,
  );
  const passedOver = known
    .filter((each) => !isDue(each))
    .map(({ target, breaker }) => passOver(target, breaker, ports.now()));
  const all = [...probes, ...passedOver].sort((a, b) => (a.target.id < b.target.id ? -1 : 1));
  return {
    plan: {
      schema: "livepeer.sla.raw/1",
      message,
      registry_version: registryVersion,
      targets: all.map(({ target }) => target),
    },
    outcomes: all.map(({ outcome }) => outcome),
    windows: all.flatMap(({ target, windows }) =>
      windows.map((signed) => ({ target: target.id, signed })),
    ),
  };
}

/** Page by page in rounds, while there are requests, room and time: half a slot. */
async function askAll(
  targets: readonly PlannedTarget[],
  { message, fetches, probed }: Turn,
  ports: ProbePorts,
): Promise<Probe[]> {
  const allowance = openAllowance(message, targets, takenBefore(message, probed));
  const { backfill, slot_seconds } = message;
  const until = ports.now() + slot_seconds * 500;
  const oneOfFew = pLimit(TARGETS_AT_ONCE);
  const probes = targets.map((target) => openProbe(target, backfill));
  const isLeft = ({ target, limit, bytes }: Probe) =>
    ports.now() <= until && (limit !== null || allowance.room.has(target.id, bytes));
  let left = fetches;
  for (let round = 0; round < MAX_PAGES; round++) {
    const more = [...probes.entries()].filter(([, probe]) => probe.more).slice(0, left);
    left -= more.length;
    const asking = more.map(([i, probe]) =>
      oneOfFew(async () => {
        if (round > 0 && !isLeft(probe)) return;
        const known = knownBelow(probed.get(probe.target.id)?.windows ?? []);
        const next = await askPage(probe, backfill, ports, allowance, known);
        if (!next.more) allowance.room.leave(next.target.id);
        probes[i] = next;
      }),
    );
    await Promise.all(asking);
  }
  return probes;
}

/** What each target had in the hour before a slot, in bytes. */
function takenBefore({ slot, slot_seconds }: ScrapeMessage, probed: Turn["probed"]) {
  const start = slot * slot_seconds * 1000;
  const inHour = ([of]: [string, number]) => {
    const at = slotStart(Number(of), start);
    return at > start - HOUR_MS && at < start;
  };
  return new Map(
    [...probed].map(([target, { taken }]) => [
      target,
      Object.entries(taken)
        .filter(inHour)
        .reduce((sum, [, bytes]) => sum + bytes, 0),
    ]),
  );
}

/**
 * In the order of their ids, which are hashes, beginning far from where the slot before did (Knuth's multiplicative hash): nobody
 * is late many times in a row, whichever slots its shard is asked in.
 */
function inTurn(targets: readonly Target[], slot: number): Target[] {
  const sorted = targets.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  const first = Math.floor(((Math.imul(slot, 2_654_435_769) >>> 0) / 2 ** 32) * sorted.length);
  return [...sorted.slice(first), ...sorted.slice(0, first)];
}

/** The outcome of a target that is known to be down and was not asked: it repeats its last failure. */
function passOver(target: PlannedTarget, { last }: Breaker, nowMs: number) {
  const outcome: OutcomeLine["outcome"] = {
    ...openProbe(target, null).outcome,
    outcome: last ?? "timeout",
    detail: BREAKER,
    received_at: nowMs,
  };
  return { target, outcome, windows: [] };
}
