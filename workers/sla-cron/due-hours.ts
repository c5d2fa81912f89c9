import { HOUR_MS, hourStart, nextHour, previousHour } from "../../schema/sla/hour.ts";
import type { Hour } from "../../schema/wire/quantity.ts";
import type { HourVersion } from "../store/hour-versions.ts";

/** An hour that may need a new version. */
export type DueHour = Readonly<{
  hour: Hour;
  state: "open" | "closed";
  /** It has ended, and no version says so yet. */
  closes: boolean;
  latest: HourVersion | null;
}>;

/**
 * Hours whose ledger has grown since their latest version, or that have ended since; oldest first. An hour is made from its
 * own rows and those of the hour before, so it is due when either grows. A job left open by the last hour of a ledger
 * is decided in the next one, though nothing came in it.
 *
 * @param versions  Σ of the versions of each hour's ledger rows
 * @param latest    the latest version of every published hour
 */
export function dueHours(
  versions: ReadonlyMap<Hour, number>,
  latest: readonly HourVersion[],
  nowMs: number,
): DueHour[] {
  const published = new Map(latest.map((version) => [version.hour, version]));
  const waiting = latest.filter(({ openJobs }) => openJobs > 0).map(({ hour }) => nextHour(hour));
  return [...new Set([...versions.keys(), ...waiting])]
    .filter((hour) => hourStart(hour) <= nowMs)
    .toSorted()
    .map((hour): DueHour => {
      const known = published.get(hour) ?? null;
      const state = hourStart(hour) + HOUR_MS <= nowMs ? "closed" : "open";
      const closes = state === "closed" && (known === null || known.state === "open");
      return { hour, state, closes, latest: known };
    })
    .filter(
      ({ hour, closes, latest: known }) =>
        closes || known?.ledgerVersion !== ledgerVersionOf(versions, hour),
    );
}

/** What a version notes of the ledger that it was made from. */
export const ledgerVersionOf = (versions: ReadonlyMap<Hour, number>, hour: Hour): number =>
  (versions.get(hour) ?? 0) + (versions.get(previousHour(hour)) ?? 0);
