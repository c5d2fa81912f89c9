import type { DrizzleD1Database } from "drizzle-orm/d1";
import { HOUR_MS, hourOf, hourStart, previousHour } from "../../schema/sla/hour.ts";
import type { Hour } from "../../schema/wire/quantity.ts";
import { latestVersionsIn } from "../store/hour-versions.ts";
import { ledgerExtent, ledgerVersions } from "../store/ledger-versions.ts";
import { type DueHour, dueHours } from "./due-hours.ts";

/** Hours, half-open. */
export type Look = Readonly<{ from: Hour; to: Hour }>;

/** Hours up to the current one that every run looks at, and the next, whose windows may have begun by their own clocks. */
const HOURS_OF_NOW = 3;
const HOURS_AHEAD = 1;

/** Rows that finding the latest version of an hour reads, however many it has. */
const ROWS_PER_LATEST = 5;

/**
 * Rows of D1 that one run may read to find what is due, by plan. Free allows 5 M a day, and a day has 1440 runs; Paid has
 * 25 billion a month.
 */
export const ROWS_PER_LOOK: Readonly<Record<"free" | "paid", number>> = {
  free: 1_000,
  paid: 50_000,
};

/**
 * The hours that need a new version. Those of now are looked at in every run; older ones part by part, so that a run reads as
 * much however long the ledger is kept: a window that came late is published when the turn comes to its hour.
 *
 * @param rows  that it may read; absent: the whole ledger is looked at
 */
export async function lookForDue(
  db: DrizzleD1Database,
  nowMs: number,
  rows = Infinity,
  restMsPerRollup = 0,
): Promise<DueHour[]> {
  if (rows === Infinity)
    return dueHours(
      await ledgerVersions(db),
      await latestVersionsIn(db, {}),
      nowMs,
      restMsPerRollup,
    );
  const ofNow = rangeOf(
    hourStart(hourOf(nowMs)) - (HOURS_OF_NOW - 1) * HOUR_MS,
    HOURS_OF_NOW + HOURS_AHEAD,
  );
  const { first, shards } = await ledgerExtent(db, ofNow.from);
  const past = first && partOfPast({ from: first, to: ofNow.from }, nowMs, shards, rows);
  const looks = past ? [past, ofNow] : [ofNow];
  // An hour is made from its own rows and those of the hour before it.
  const read = looks.map(({ from, to }) => ({ from: previousHour(from), to }));
  const versions = await Promise.all(read.map((range) => ledgerVersions(db, range)));
  const latest = await Promise.all(read.map((range) => latestVersionsIn(db, range)));
  const known = new Map(latest.flat().map((version) => [version.hour, version]));
  return dueHours(
    new Map(versions.flatMap((some) => [...some])),
    [...known.values()],
    nowMs,
    restMsPerRollup,
  ).filter(({ hour }) => looks.some(({ from, to }) => hour >= from && hour < to));
}

/**
 * The part of the past whose turn it is; null where there is no past. A part has two minutes: on Free every other run has
 * something else to do first.
 */
export function partOfPast(
  { from, to }: Look,
  nowMs: number,
  shards: number,
  rows: number,
): Look | null {
  const hours = (hourStart(to) - hourStart(from)) / HOUR_MS;
  if (hours <= 0) return null;
  const most = Math.floor(rows / (shards + ROWS_PER_LATEST)) - HOURS_OF_NOW - HOURS_AHEAD - 2;
  const size = Math.max(1, most);
  const part = Math.floor(nowMs / 120_000) % Math.ceil(hours / size);
  return rangeOf(hourStart(from) + part * size * HOUR_MS, Math.min(size, hours - part * size));
}

const rangeOf = (fromMs: number, hours: number): Look => ({
  from: hourOf(fromMs),
  to: hourOf(fromMs + hours * HOUR_MS),
});
