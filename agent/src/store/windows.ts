import type { DatabaseSync } from "node:sqlite";

/** A sealed window as it is kept: `signed` is its RFC 8785 form, which is also what is served. */
export type StoredWindow = Readonly<{
  seal: number;
  epoch: string;
  seq: number;
  start: number;
  sha256: string;
  signed: string;
  sealed_at: number;
}>;

/** Position after the newest window of an epoch; null where there is no such epoch. */
export function readEpoch(
  db: DatabaseSync,
  epoch: string,
): { next_seq: number; head: string | null } | null {
  const row = db.prepare("SELECT next_seq, head FROM epochs WHERE epoch = ?").get(epoch);
  return row === undefined ? null : (row as { next_seq: number; head: string | null });
}

/** Begins an epoch. */
export const insertEpoch = (db: DatabaseSync, epoch: string): unknown =>
  db.prepare("INSERT INTO epochs (epoch, next_seq) VALUES (?, 0)").run(epoch);

/** Appends a window to its epoch. A second window under one (epoch, seq), or of one minute, is an error. */
export function insertWindow(
  db: DatabaseSync,
  { epoch, seq, start, sha256, signed, sealed_at }: Omit<StoredWindow, "seal">,
): void {
  db.prepare(
    "INSERT INTO windows (epoch, seq, start, sha256, signed, sealed_at) VALUES (?, ?, ?, ?, ?, ?)",
  ).run(epoch, seq, start, sha256, signed, sealed_at);
  db.prepare("UPDATE epochs SET next_seq = ?, head = ? WHERE epoch = ?").run(
    seq + 1,
    sha256,
    epoch,
  );
}

/**
 * Whether no live epoch has sealed a minute. One that is older than what is kept was sealed, as far as we can know.
 */
export function isFree(db: DatabaseSync, start: number): boolean {
  const sealed = db
    .prepare(
      "SELECT 1 FROM windows WHERE start = ? AND epoch IN (SELECT epoch FROM epochs WHERE live = 1)",
    )
    .get(start);
  if (sealed !== undefined) return false;
  const oldest = db.prepare("SELECT seal, start FROM windows ORDER BY seal LIMIT 1").get();
  return oldest === undefined || oldest["seal"] === 1 || start > Number(oldest["start"]);
}

/** Windows in the order of sealing, after a sealing number and from a start, one by one. */
export const windowsAfter = (db: DatabaseSync, seal: number, from: number, limit: number) =>
  db
    .prepare("SELECT * FROM windows WHERE seal > ? AND start >= ? ORDER BY seal LIMIT ?")
    .iterate(seal, from, limit) as NodeJS.Iterator<unknown> as IterableIterator<StoredWindow>;

/** One window by its key. */
export const findWindow = (db: DatabaseSync, epoch: string, seq: number): StoredWindow | null =>
  (db.prepare("SELECT * FROM windows WHERE epoch = ? AND seq = ?").get(epoch, seq) as
    | StoredWindow
    | undefined) ?? null;

/** Sealing numbers of the oldest and newest window kept, and how many there are. */
export const keptWindows = (
  db: DatabaseSync,
): { earliest: number | null; latest: number | null; count: number } =>
  db
    .prepare("SELECT min(seal) AS earliest, max(seal) AS latest, count(*) AS count FROM windows")
    .get() as {
    earliest: number | null;
    latest: number | null;
    count: number;
  };

/** Start of the window that was sealed last. */
export const newestStart = (db: DatabaseSync): number | null =>
  (
    db.prepare("SELECT start FROM windows ORDER BY seal DESC LIMIT 1").get() as
      | { start: number }
      | undefined
  )?.start ?? null;
