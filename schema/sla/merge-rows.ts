import { OUTCOMES, type ProbeOutcome } from "../wire/raw.ts";
import type { LedgerRow, LedgerTarget, NewestVersion } from "../wire/ledger-row.ts";
import type { Hour } from "../wire/quantity.ts";
import { hourStart } from "./hour.ts";
import { slotStart } from "./slot-start.ts";

/**
 * Windows that one target may have in one hour's row. An honest agent seals 60 an hour in an epoch, and an import is an epoch of
 * its own; without a limit one that seals thousands would fill the row of its whole shard, and D1 has none of 2 MB. The
 * keys kept are the smallest, so that order cannot matter. Raw objects, and what is published of them, have all.
 */
export const MAX_WINDOWS_PER_TARGET = 120;

/** Keys of one target and hour that are flagged, the smallest: that it equivocates needs one. */
export const MAX_FLAGGED_PER_TARGET = 8;

/** A row in which nothing was folded. */
export const EMPTY_ROW: LedgerRow = { objects: {}, targets: {} };

/** A target of which an hour knows nothing. */
export const EMPTY_TARGET: LedgerTarget = {
  windows: {},
  equivocated: [],
  outcomes: {},
  cursor: null,
  last_received_at: null,
};

/** The union of two rows of one hour and shard: commutative, associative, idempotent. */
export const mergeRows = (a: LedgerRow, b: LedgerRow, hour: Hour): LedgerRow => ({
  objects: unite(a.objects, b.objects, smaller),
  targets: unite(a.targets, b.targets, (x, y) => mergeTargets(x, y, hour)),
});

/** The union of what is known of one target in one hour. */
export function mergeTargets(a: LedgerTarget, b: LedgerTarget, hour: Hour): LedgerTarget {
  const entries = [...Object.entries(a.windows), ...Object.entries(b.windows)];
  return {
    ...uniteWindows(entries, [...a.equivocated, ...b.equivocated]),
    outcomes: unite(a.outcomes, b.outcomes, firstOutcome),
    cursor: laterCursor(a.cursor, b.cursor, hour),
    last_received_at: later(a.last_received_at, b.last_received_at),
    ...newestVersion([a.version, b.version]),
    ...(a.taken || b.taken ? { taken: unite(a.taken ?? {}, b.taken ?? {}, Math.max) } : {}),
  };
}

/** By the newest window; of two that start together the greater text, so that order cannot matter. */
export function newestVersion(
  versions: readonly (NewestVersion | undefined)[],
): Pick<LedgerTarget, "version"> {
  const known = versions.filter((version) => version !== undefined);
  const version = known.toSorted(
    (a, b) => b.start - a.start || (a.agent_version > b.agent_version ? -1 : 1),
  )[0];
  return version === undefined ? {} : { version };
}

/** Of two digests under one key the smaller counts, and the key is flagged. @param entries `[epoch/seq, digest]` */
export function uniteWindows(
  entries: Iterable<readonly [string, string]>,
  flagged: Iterable<string> = [],
): Pick<LedgerTarget, "windows" | "equivocated"> {
  const digests = new Map<string, string>();
  const equivocated = new Set(flagged);
  for (const [key, digest] of entries) {
    const other = digests.get(key) ?? digest;
    if (other !== digest) equivocated.add(key);
    digests.set(key, smaller(other, digest));
  }
  const kept = digests.size <= MAX_WINDOWS_PER_TARGET ? digests : smallestKeys(digests);
  return {
    windows: Object.fromEntries(kept),
    equivocated: [...equivocated]
      .filter((key) => kept.has(key))
      .sort()
      .slice(0, MAX_FLAGGED_PER_TARGET),
  };
}

const smallestKeys = (digests: ReadonlyMap<string, string>) =>
  new Map([...digests].sort(([x], [y]) => (x < y ? -1 : 1)).slice(0, MAX_WINDOWS_PER_TARGET));

/** Both maps as one, in the order of their keys; what both hold is decided by `both`. */
function unite<T>(
  a: Readonly<Record<string, T>>,
  b: Readonly<Record<string, T>>,
  both: (a: T, b: T) => T,
): Record<string, T> {
  const all = new Map(Object.entries(a));
  for (const [key, value] of Object.entries(b)) {
    const other = all.get(key);
    all.set(key, other === undefined ? value : both(other, value));
  }
  return Object.fromEntries([...all].sort(([x], [y]) => (x < y ? -1 : 1)));
}

const smaller = <T extends string>(a: T, b: T): T => (a < b ? a : b);

/** A probe is stored once, so that two outcomes cannot meet; if they did, the order would still not matter. */
const firstOutcome = (a: ProbeOutcome, b: ProbeOutcome): ProbeOutcome =>
  OUTCOMES.indexOf(a) < OUTCOMES.indexOf(b) ? a : b;

const later = (a: number | null, b: number | null): number | null =>
  a === null || b === null ? (a ?? b) : Math.max(a, b);

/** By the start of their slots, which the hour tells: after T has changed, numbers alone do not. */
function laterCursor(
  a: LedgerTarget["cursor"],
  b: LedgerTarget["cursor"],
  hour: Hour,
): LedgerTarget["cursor"] {
  if (a === null || b === null) return a ?? b;
  const startOf = (slot: number) => slotStart(slot, hourStart(hour));
  const [atA, atB] = [startOf(a.slot), startOf(b.slot)];
  if (atA !== atB) return atA > atB ? a : b;
  if (a.slot !== b.slot) return a.slot > b.slot ? a : b;
  return (a.cursor ?? "") > (b.cursor ?? "") ? a : b;
}
