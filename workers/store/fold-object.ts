import type { DrizzleD1Database } from "drizzle-orm/d1";
import { foldObject } from "../../schema/sla/fold.ts";
import { mergeRows } from "../../schema/sla/merge-rows.ts";
import { RAW_PREFIX, rawPrefix } from "../../schema/sla/raw-key.ts";
import { sha256 } from "../../schema/wire/canonical.ts";
import type { LedgerRow } from "../../schema/wire/ledger-row.ts";
import type { Hour } from "../../schema/wire/quantity.ts";
import { decodeRaw } from "../../schema/wire/raw-codec.ts";
import type { Archive } from "./archive.ts";
import { type LedgerEntry, type Patience, foldedObjects, mergeIntoLedger } from "./ledger.ts";

/**
 * Folds a stored raw object into the ledger, from its bytes alone. Any number of times: the second changes nothing.
 *
 * @returns false when a row was too busy: fold it again later
 */
export async function foldIntoLedger(
  db: DrizzleD1Database,
  key: string,
  bytes: Uint8Array<ArrayBuffer>,
  patience: Patience,
): Promise<boolean> {
  for (const entry of await entriesOf(key, bytes))
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

/** The whole ledger, made again from the archive alone: hour → shard → row. */
export async function rebuildLedger(archive: Archive): Promise<Map<Hour, Map<number, LedgerRow>>> {
  const ledger = new Map<Hour, Map<number, LedgerRow>>();
  for (const key of await archive.list(RAW_PREFIX)) {
    const bytes = await archive.read(key);
    if (bytes === null) continue;
    for (const { hour, shard, row } of await entriesOf(key, bytes)) {
      const rows = ledger.get(hour) ?? new Map<number, LedgerRow>();
      const old = rows.get(shard);
      ledger.set(hour, rows.set(shard, old ? mergeRows(old, row) : row));
    }
  }
  return ledger;
}

async function entriesOf(key: string, bytes: Uint8Array<ArrayBuffer>): Promise<LedgerEntry[]> {
  const folded = await foldObject(key, await sha256(bytes), await decodeRaw(bytes));
  return [...folded].flatMap(([hour, rows]) =>
    [...rows].map(([shard, row]) => ({ hour, shard, row })),
  );
}
