import { HOUR_MS, hourOf, hourStart, previousHour } from "../../schema/sla/hour.ts";
import { MAX_WINDOWS_PER_TARGET } from "../../schema/sla/merge-rows.ts";
import { digestOf } from "../../schema/wire/canonical.ts";
import type { Hour } from "../../schema/wire/quantity.ts";
import type { ScrapeMessage } from "../../schema/wire/raw.ts";
import type { LedgerEntry } from "../store/ledger.ts";

/** Windows that are missing between two that came: whose, and the hours they can be of, Unix milliseconds, `[from, to)`. */
export type Gap = Readonly<{ target: string; from: number; to: number }>;

const QUARTER_MS = 900_000;

/** Hours that agents keep. */
const RETENTION_HOURS = 168;

/**
 * The two hours whose ledger a turn looks at for gaps, older first; null for most turns. One turn in a quarter of an hour looks:
 * every other at the newest two, the rest at older ones, down to what the agents keep.
 */
export function hoursToCheck({ slot, slot_seconds }: ScrapeMessage): [Hour, Hour] | null {
  const quarterOf = (each: number) => Math.floor((each * slot_seconds * 1000) / QUARTER_MS);
  const quarter = quarterOf(slot);
  if (quarter === quarterOf(slot - 1)) return null;
  const back = quarter % 2 === 0 ? 0 : 1 + (Math.floor(quarter / 2) % (RETENTION_HOURS - 1));
  const hour = hourOf(slot * slot_seconds * 1000 - back * HOUR_MS);
  return [previousHour(hour), hour];
}

/** What is missing within the rows of consecutive hours: of each target, from its first gap to its last. */
export function gapsIn(rows: readonly LedgerEntry[]): Gap[] {
  const seen = rows.flatMap(({ hour, row }) =>
    Object.entries(row.targets).flatMap(([target, { windows }]) => {
      const keys = Object.keys(windows);
      // A row that is full leaves windows out on purpose.
      return keys.length < MAX_WINDOWS_PER_TARGET
        ? keys.map((key) => seenIn(target, key, hour))
        : [];
    }),
  );
  const gaps = new Map<string, Gap>();
  for (const own of Map.groupBy(seen, ({ target, epoch }) => `${target}/${epoch}`).values()) {
    own.sort((a, b) => a.seq - b.seq);
    for (const [i, after] of own.entries()) {
      const before = own[i - 1];
      if (before === undefined || after.seq - before.seq <= 1) continue;
      const { target } = after;
      const known = gaps.get(target);
      const starts = [before.start, after.start];
      gaps.set(target, {
        target,
        from: Math.min(...starts, known?.from ?? Infinity),
        to: Math.max(...starts.map((start) => start + HOUR_MS), known?.to ?? 0),
      });
    }
  }
  return [...gaps.values()];
}

function seenIn(target: string, key: string, hour: Hour) {
  const at = key.lastIndexOf("/");
  const [epoch, seq] = [key.slice(0, at), Number(key.slice(at + 1))];
  return { target, epoch, seq, start: hourStart(hour) };
}

/**
 * The backfill that asks for gaps: of one range, for all targets that miss it. Where there are several ranges, turns take them by
 * turns, so that one that no agent can fill keeps out no other.
 */
export async function gapMessage(
  { slot, slot_seconds, shard }: ScrapeMessage,
  gaps: readonly Gap[],
): Promise<ScrapeMessage | null> {
  const ranges = [...Map.groupBy(gaps, ({ from, to }) => `${from}/${to}`).values()];
  const quarter = Math.floor((slot * slot_seconds * 1000) / QUARTER_MS);
  const chosen = ranges[quarter % Math.max(1, ranges.length)];
  const [first] = chosen ?? [];
  if (chosen === undefined || first === undefined) return null;
  const targets = chosen.map(({ target }) => target).sort();
  const { from, to } = first;
  const digest = (await digestOf({ from, to, targets })).slice(0, 16);
  const schema = "livepeer.sla.scrape/1";
  return { schema, slot, slot_seconds, shard, backfill: { from, to, targets, digest } };
}
