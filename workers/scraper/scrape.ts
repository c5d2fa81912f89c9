import pLimit from "p-limit";
import { BREAKER, type Breaker, breakerOf, isAsked } from "../../schema/sla/breaker.ts";
import type { OutcomeLine, RawObject, ScrapeMessage } from "../../schema/wire/raw.ts";
import type { Target } from "../../schema/wire/target.ts";
import type { Probed } from "../store/ledger.ts";
import { openAllowance } from "./allowance.ts";
import {
  type PlannedTarget,
  type Probe,
  type ProbePorts,
  askPage,
  openProbe,
} from "./ask-target.ts";

/** Six connections may wait for headers in a Worker; a seventh would wait for the others' answers. */
const TARGETS_AT_ONCE = 5;

/** What a turn's pages after each target's first may fill together, in bytes: a Worker has 128 MB. */
const ROOM_BYTES = 24 * 1024 * 1024;

/** A backlog of two hours comes in one turn. */
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
  const allowance = openAllowance(message, takenBefore(message, probed));
  const { backfill, slot_seconds } = message;
  const until = ports.now() + slot_seconds * 500;
  const oneOfFew = pLimit(TARGETS_AT_ONCE);
  const probes = targets.map((target) => openProbe(target, backfill));
  let left = fetches;
  let room = ROOM_BYTES;
  for (let round = 0; round < MAX_PAGES; round++) {
    const more = [...probes.entries()].filter(([, probe]) => probe.more).slice(0, left);
    left -= more.length;
    const asking = more.map(([i, probe]) =>
      oneOfFew(async () => {
        if (round > 0 && (room <= 0 || ports.now() > until)) return;
        const next = await askPage(probe, backfill, ports, allowance);
        if (round > 0) room -= next.bytes;
        probes[i] = next;
      }),
    );
    await Promise.all(asking);
  }
  return probes;
}

/** What each target had in the hour before a slot, in bytes. */
function takenBefore({ slot, slot_seconds }: ScrapeMessage, probed: Turn["probed"]) {
  const first = slot - Math.ceil(3600 / slot_seconds);
  const inHour = ([at]: [string, number]) => Number(at) > first && Number(at) < slot;
  return new Map(
    [...probed].map(([target, { taken }]) => [
      target,
      Object.entries(taken)
        .filter(inHour)
        .reduce((sum, [, bytes]) => sum + bytes, 0),
    ]),
  );
}

/** In the order of their ids, which are hashes, beginning elsewhere in every slot: none is always the last. */
function inTurn(targets: readonly Target[], slot: number): Target[] {
  const sorted = targets.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  const first = slot % Math.max(1, sorted.length);
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
