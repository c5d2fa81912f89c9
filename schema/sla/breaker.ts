import type { ProbeOutcome } from "../wire/raw.ts";

/** A failed probe. */
export type FailedOutcome = Exclude<ProbeOutcome, "ok" | "no_probe">;

/** Stands as the detail of an outcome that repeats the last failure: the target is down, and was not asked. */
export const BREAKER = "breaker";

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
 * @param outcomes  by slot, as the ledger has them
 */
export function breakerOf(
  outcomes: Readonly<Record<string, ProbeOutcome>>,
  slot: number,
  slotSeconds: number,
): Breaker {
  const past = Object.entries(outcomes)
    .map(([at, outcome]) => ({ at: Number(at), outcome }))
    .filter(({ at, outcome }) => at < slot && outcome !== "no_probe")
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

/** Whether a target that is asked in one of `interval` slots is asked in this one. Its id keeps it apart from others. */
export const isAsked = (target: string, slot: number, { interval }: Breaker): boolean =>
  (slot + Number.parseInt(target.slice(0, 8), 16)) % interval === 0;
