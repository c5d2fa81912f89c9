import type { DrizzleD1Database } from "drizzle-orm/d1";
import { foldObject } from "../../schema/sla/fold.ts";
import { mergeRows } from "../../schema/sla/merge-rows.ts";
import { RAW_PREFIX, rawPrefix } from "../../schema/sla/raw-key.ts";
import { sha256 } from "../../schema/wire/canonical.ts";
import type { LedgerRow } from "../../schema/wire/ledger-row.ts";
import type { Hour } from "../../schema/wire/quantity.ts";
import type { PlanLine, RawObject } from "../../schema/wire/raw.ts";
import { decodeRaw } from "../../schema/wire/raw-codec.ts";
import type { Archive } from "./archive.ts";
import { type LedgerEntry, type Patience, foldedObjects, mergeIntoLedger } from "./ledger.ts";

/**
 * Folds a stored raw object into the ledger, from its bytes alone. Any number of times: the second changes nothing.
 *
 * @param raw  what the bytes are the encoding of, where that is known; otherwise they are decoded
 * @returns false when a row was too busy: fold it again later
 */
export async function foldIntoLedger(
  db: DrizzleD1Database,
  key: string,
  bytes: Uint8Array<ArrayBuffer>,
  patience: Patience,
  raw?: RawObject,
): Promise<boolean> {
  for (const entry of await entriesOf(key, bytes, raw ?? (await decodeRaw(bytes))))
    if (!(await mergeIntoLedger(db, entry, patience))) return false;
  return true;
}

/**
 * Folds what no row marks of an hour's raw objects: their message died after they were stored. To be called before
 * the hour is closed.
 *
 * @returns keys of what was folded, and of what a busy row still keeps out
 */
export async function foldUnmarked(
  db: DrizzleD1Database,
  archive: Archive,
  hour: Hour,
  patience: Patience,
): Promise<{ folded: string[]; busy: string[] }> {
  const [keys, marked] = await Promise.all([
    archive.list(rawPrefix(hour)),
    foldedObjects(db, [hour]),
  ]);
  const folded: string[] = [];
  const busy: string[] = [];
  for (const key of keys.filter((unmarked) => !marked.has(unmarked))) {
    const bytes = await archive.read(key);
    if (bytes === null) continue;
    ((await foldIntoLedger(db, key, bytes, patience)) ? folded : busy).push(key);
  }
  return { folded, busy };
}

/** What raw objects hold together: rows to be merged into the ledger, the oldest hour first, and their plans. */
export type FoldedObjects = Readonly<{
  entries: readonly LedgerEntry[];
  plans: readonly PlanLine["plan"][];
  /** Objects that are no raw objects: their absence is the same. */
  unreadable: readonly Readonly<{ key: string; error: string }>[];
}>;

/** Folds raw objects in memory, each row once. Nothing is written. */
export async function foldAll(archive: Archive, keys: readonly string[]): Promise<FoldedObjects> {
  const rows = new Map<string, LedgerEntry>();
  const plans: PlanLine["plan"][] = [];
  const unreadable: { key: string; error: string }[] = [];
  for (const key of keys) {
    const bytes = await archive.read(key);
    if (bytes === null) continue;
    const read = await readRaw(bytes);
    if ("error" in read) {
      unreadable.push({ key, error: read.error });
      continue;
    }
    plans.push(read.raw.plan);
    for (const entry of await entriesOf(key, bytes, read.raw)) {
      const name = `${entry.hour}/${entry.shard}`;
      const old = rows.get(name);
      rows.set(name, old ? { ...entry, row: mergeRows(old.row, entry.row, entry.hour) } : entry);
    }
  }
  const entries = [...rows.values()].sort((a, b) => (a.hour < b.hour ? -1 : 1));
  return { entries, plans, unreadable };
}

async function readRaw(bytes: Uint8Array<ArrayBuffer>) {
  try {
    return { raw: await decodeRaw(bytes) };
  } catch (error) {
    return { error: String(error) };
  }
}

/** The whole ledger, made again from the archive alone: hour → shard → row. */
export async function rebuildLedger(archive: Archive): Promise<Map<Hour, Map<number, LedgerRow>>> {
  const ledger = new Map<Hour, Map<number, LedgerRow>>();
  const { entries } = await foldAll(archive, await archive.list(RAW_PREFIX));
  for (const { hour, shard, row } of entries)
    ledger.set(hour, (ledger.get(hour) ?? new Map<number, LedgerRow>()).set(shard, row));
  return ledger;
}

async function entriesOf(
  key: string,
  bytes: Uint8Array<ArrayBuffer>,
  raw: RawObject,
): Promise<LedgerEntry[]> {
  const folded = await foldObject(key, await sha256(bytes), raw);
  return [...folded].flatMap(([hour, rows]) =>
    [...rows].map(([shard, row]) => ({ hour, shard, row })),
  );
}
