import { HOUR_MS, hourOf, hourStart, previousHour } from "../../schema/sla/hour.ts";
import { MAX_WINDOWS_PER_TARGET } from "../../schema/sla/merge-rows.ts";
import type { Hour } from "../../schema/wire/quantity.ts";
import type { ScrapeMessage } from "../../schema/wire/raw.ts";
import type { LedgerEntry } from "../store/ledger.ts";
import { type SeenWindow, partsOf } from "../store/windows-below.ts";

/** Windows that are missing between two that came: whose, and the hours they can be of, Unix milliseconds, `[from, to)`. */
export type Gap = Readonly<{ target: string; from: number; to: number }>;

/** Quarters of an hour, in milliseconds: each has a look. */
export const QUARTER_MS = HOUR_MS / 4;

/**
 * How many hours back each quarter's look goes: at an hour when it has begun and when it is over, again a day later, and once more
 * while agents still keep it.
 */
const HOURS_BACK = [1, 24, 0, 144];

/** Hours that agents keep. */
const RETENTION_HOURS = 168;

/**
 * The hours whose ledger a turn looks at for gaps, each after the hour before it: those of the quarters that have begun since the
 * slot before. None for most turns.
 */
export function hoursToCheck({ slot, slot_seconds }: ScrapeMessage): [Hour, Hour][] {
  const quarterOf = (each: number) => Math.floor((each * slot_seconds * 1000) / QUARTER_MS);
  const [before, last] = [quarterOf(slot - 1), quarterOf(slot)];
  const quarters = Array.from({ length: last - before }, (_, i) => before + 1 + i);
  const starts = quarters.map(
    (quarter) => Math.floor(quarter / 4) - (HOURS_BACK[quarter & 3] ?? 0),
  );
  return [...new Set(starts)]
    .filter((start) => start > 0)
    .map((start) => hourOf(start * HOUR_MS))
    .map((hour) => [previousHour(hour), hour]);
}

/** The hours before one that agents may still have windows of, newest first. */
export function hoursBefore(hour: Hour, nowMs: number): Hour[] {
  const count = RETENTION_HOURS - Math.floor((nowMs - hourStart(hour)) / HOUR_MS);
  return Array.from({ length: Math.max(0, count) }, (_, i) =>
    hourOf(hourStart(hour) - (i + 1) * HOUR_MS),
  );
}

/** The windows of some rows. A target whose row is full has none there: it leaves windows out on purpose. */
export const seenIn = (rows: readonly LedgerEntry[]): SeenWindow[] =>
  rows.flatMap(({ hour, row }) =>
    Object.entries(row.targets).flatMap(([target, { windows }]) => {
      const keys = Object.keys(windows);
      if (keys.length >= MAX_WINDOWS_PER_TARGET) return [];
      return keys.map((key) => ({ target, ...partsOf(key), hour }));
    }),
  );

/**
 * The first window in an hour of each epoch that was not there the hour before, and did not begin with it: what is below it may be
 * missing for hours. Of a target one, of the epoch that has most: an agent may have any number.
 */
export function resumedIn(hour: Hour, seen: readonly SeenWindow[]): SeenWindow[] {
  const most = new Map<string, readonly SeenWindow[]>();
  for (const own of byEpoch(seen).values()) {
    const [first] = own;
    if (first === undefined || first.seq === 0 || own.some((each) => each.hour !== hour)) continue;
    if (own.length > (most.get(first.target)?.length ?? 0)) most.set(first.target, own);
  }
  return [...most.values()].flatMap((own) => own.slice(0, 1));
}

/** What is missing between windows: of each target, from its first gap to its last. */
export function gapsIn(seen: readonly SeenWindow[]): Gap[] {
  const gaps = new Map<string, Gap>();
  for (const own of byEpoch(seen).values())
    for (const [i, after] of own.entries()) {
      const before = own[i - 1];
      if (before === undefined || after.seq - before.seq <= 1) continue;
      const { target } = after;
      const known = gaps.get(target);
      const starts = [hourStart(before.hour), hourStart(after.hour)];
      gaps.set(target, {
        target,
        from: Math.min(...starts, known?.from ?? Infinity),
        to: Math.max(...starts.map((start) => start + HOUR_MS), known?.to ?? 0),
      });
    }
  return [...gaps.values()];
}

/** In the order of sealing. */
function byEpoch(seen: readonly SeenWindow[]): Map<string, SeenWindow[]> {
  const epochs = Map.groupBy(seen, ({ target, epoch }) => `${target}/${epoch}`);
  for (const own of epochs.values()) own.sort((a, b) => a.seq - b.seq);
  return epochs;
}
