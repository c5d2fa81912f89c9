import { HOUR_MS, hourStart, nextHour, previousHour } from "../../schema/sla/hour.ts";
import type { PublishedHour } from "../../schema/wire/hour.ts";
import type { Hour } from "../../schema/wire/quantity.ts";
import type { HourVersion } from "../store/hour-versions.ts";
import { restMs } from "./rest.ts";
import { RETIRED } from "../store/retire.ts";

/** An hour that may need a new version. */
export type DueHour = Readonly<{
  hour: Hour;
  state: PublishedHour["state"];
  /** It has ended, or can change no more, and no version says so yet. */
  closes: boolean;
  /** It is the current hour or the one before it: what is asked for most, and what no past hour may hold up. */
  ofNow: boolean;
  latest: HourVersion | null;
}>;

/** Agents keep sealed windows for so long, in milliseconds: what has not come by then does not come. */
const RETENTION_MS = 7 * 24 * HOUR_MS;

/**
 * Hours whose ledger has grown since their latest version, or whose state is another by now. An hour is made from its own
 * rows and those of the hour before, so it is due when either grows. A job left open by the last hour of a ledger is
 * decided in the next one, though nothing came in it.
 *
 * The hours of now come first; then the one whose latest version is the oldest, and the oldest hour of several: an agent
 * that changes past hours without end delays none but them, and none of them for ever.
 *
 * What a retired hour was made from is gone: it stays as it is.
 *
 * @param versions  Σ of the versions of each hour's ledger rows
 * @param latest    the latest version of every published hour
 * @param restMsPerRollup  an open hour is left alone for so long after it was published
 */
export function dueHours(
  versions: ReadonlyMap<Hour, number>,
  latest: readonly HourVersion[],
  nowMs: number,
  restMsPerRollup = 0,
): DueHour[] {
  const rests = (known: HourVersion | null, closes: boolean): boolean =>
    known?.state === "open" &&
    !closes &&
    nowMs < known.publishedAt + restMs(known.rollups, restMsPerRollup);
  const published = new Map(latest.map((version) => [version.hour, version]));
  const waiting = latest.filter(({ openJobs }) => openJobs > 0).map(({ hour }) => nextHour(hour));
  return [...new Set([...versions.keys(), ...waiting])]
    .filter((hour) => hourStart(hour) <= nowMs)
    .toSorted()
    .map((hour): DueHour => {
      const known = published.get(hour) ?? null;
      const state = stateOf(hour, nowMs);
      const closes = state !== "open" && known?.state !== state;
      const ofNow = hourStart(hour) > nowMs - 2 * HOUR_MS;
      return { hour, state, closes, ofNow, latest: known };
    })
    .filter(
      ({ hour, closes, latest: known }) =>
        known?.ledgerVersion !== RETIRED &&
        !rests(known, closes) &&
        (closes || known?.ledgerVersion !== ledgerVersionOf(versions, hour)),
    )
    .toSorted((a, b) => turnOf(a) - turnOf(b));
}

function stateOf(hour: Hour, nowMs: number): DueHour["state"] {
  const endedMs = nowMs - hourStart(hour) - HOUR_MS;
  return endedMs < 0 ? "open" : endedMs < RETENTION_MS ? "closed" : "final";
}

const turnOf = ({ ofNow, latest }: DueHour): number => (ofNow ? -1 : (latest?.publishedAt ?? 0));

/** What a version notes of the ledger that it was made from. */
export const ledgerVersionOf = (versions: ReadonlyMap<Hour, number>, hour: Hour): number =>
  (versions.get(hour) ?? 0) + (versions.get(previousHour(hour)) ?? 0);
