import { OUTCOMES, type ProbeOutcome } from "../wire/raw.ts";
import { slotStart } from "./slot-start.ts";

/** A failed probe. */
export type FailedOutcome = Exclude<ProbeOutcome, "ok" | "no_probe">;

/** Stands as the detail of an outcome that repeats the last failure: the target is down, and was not asked. */
export const BREAKER = "breaker" as const;

/** What a target's last slots say of it. */
export type Breaker = Readonly<{
  /** Slots in a row that failed, up to the newest. */
  failed: number;
  /** The target is asked in one of so many slots; 1 while it is not known to be down. */
  interval: number;
  /** How the newest of them failed; null where it did not. */
  last: FailedOutcome | null;
}>;

/** Slots that have to fail before a target is asked less often. */
const FAILURES = 3;

/** The longest interval: in slots, and in seconds, since a target that comes back is first asked after it. */
const MAX_INTERVAL = 8;
const MAX_INTERVAL_SECONDS = 1200;

/**
 * How often a target is asked, by the outcomes of its slots before one: every slot until three in a row have failed, then every
 * 2nd, after six every 4th, after twelve every 8th, and at least every 20 minutes. One answer sets it back. Slots without an
 * outcome say nothing.
 *
 * @param outcomes  by slot, as the ledger has them, of the last days; T may have been another one then
 */
export function breakerOf(
  outcomes: Readonly<Record<string, ProbeOutcome>>,
  slot: number,
  slotSeconds: number,
): Breaker {
  const startMs = slot * slotSeconds * 1000;
  const past = Object.entries(outcomes)
    .map(([each, outcome]) => ({ at: slotStart(Number(each), startMs), outcome }))
    .filter(({ at, outcome }) => at < startMs && outcome !== "no_probe")
    .toSorted((a, b) => b.at - a.at);
  const up = past.findIndex(({ outcome }) => outcome === "ok");
  const failed = up < 0 ? past.length : up;
  const newest = past[0]?.outcome;
  const last = newest === undefined || newest === "ok" || newest === "no_probe" ? null : newest;
  const most = Math.min(MAX_INTERVAL, MAX_INTERVAL_SECONDS / slotSeconds);
  let interval = 1;
  for (let limit = FAILURES; failed >= limit && interval * 2 <= most; limit *= 2) interval *= 2;
  return { failed, interval, last };
}

/**
 * Whether a target that is asked in one of `interval` slots is asked in this one. Its id keeps it apart from others. In the last
 * slot of an hour each is asked: so an hour knows of every slot that it passed over how it went on.
 */
export const isAsked = (
  target: string,
  slot: number,
  slotSeconds: number,
  { interval }: Breaker,
): boolean =>
  (slot + Number.parseInt(target.slice(0, 8), 16)) % interval === 0 ||
  Math.floor((slot * slotSeconds) / 3600) !== Math.floor(((slot + 1) * slotSeconds) / 3600);

/** What publication knows of a slot: the outcome of a probe, or that the target, known to be down, was passed over. */
export type SlotOutcome = ProbeOutcome | typeof BREAKER;

/** Of two that say something of one slot the first counts; to have asked says more than to have passed over. */
export const SLOT_OUTCOMES = [...OUTCOMES, BREAKER] as const satisfies readonly SlotOutcome[];

/** What an outcome line says of its slot. */
export const slotOutcome = ({
  outcome,
  detail,
}: Readonly<{ outcome: ProbeOutcome; detail: string | null }>): SlotOutcome =>
  detail === BREAKER ? BREAKER : outcome;

/**
 * What the slots of an hour count as, in which a target was passed over: as down where the next probe of it failed too, since
 * nobody gains by being dead; otherwise nobody knows, and they are `no_probe`, which is ours.
 *
 * @param slots  by their start
 */
export function decideSlots(slots: ReadonlyMap<number, SlotOutcome>): Map<number, ProbeOutcome> {
  const decided = new Map<number, ProbeOutcome>();
  let next: ProbeOutcome = "no_probe";
  for (const [at, outcome] of [...slots].toSorted(([a], [b]) => b - a)) {
    if (outcome !== BREAKER && outcome !== "no_probe") next = outcome;
    decided.set(at, outcome !== BREAKER ? outcome : next === "ok" ? "no_probe" : next);
  }
  return decided;
}
