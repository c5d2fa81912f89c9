import type { DatabaseSync } from "node:sqlite";
import { pragma } from "./database.ts";

/** How long a window is kept, from its sealing: an import of old events is kept as long as any other. */
export const RETENTION_MS = 7 * 86_400_000;

/** How large the database may be by default, in bytes. */
export const MAX_BYTES = 512 * 1024 * 1024;

/** Forgets windows, and the ids of sealed observations, that are older than the retention. */
export function forgetOld(db: DatabaseSync, nowMs: number): void {
  db.prepare("DELETE FROM windows WHERE sealed_at < ?").run(nowMs - RETENTION_MS);
  db.prepare("DELETE FROM observations WHERE sealed_at < ?").run(nowMs - RETENTION_MS);
}

/**
 * Forgets what was sealed first, windows and the ids of their observations, until the database is no larger than
 * `maxBytes`, and gives the pages back. What is not sealed yet stays. Returns how many windows went.
 */
export function forgetBeyond(db: DatabaseSync, maxBytes: number): number {
  const pageSize = pragma(db, "page_size");
  if (pragma(db, "page_count") * pageSize <= maxBytes) return 0;
  const used = () => (pragma(db, "page_count") - pragma(db, "freelist_count")) * pageSize;
  let gone = 0;
  while (used() > maxBytes) {
    const forgotten = forgetFirst(db);
    if (forgotten === null) break;
    gone += forgotten;
  }
  db.exec("PRAGMA incremental_vacuum");
  return gone;
}

/** A fiftieth of the windows, the first ones sealed, and every id that was sealed by then; null where nothing is left. */
function forgetFirst(db: DatabaseSync): number | null {
  const count = Number(db.prepare("SELECT count(*) AS n FROM windows").get()?.["n"]);
  const last = db
    .prepare("SELECT seal, sealed_at FROM windows ORDER BY seal LIMIT 1 OFFSET ?")
    .get(Math.min(count - 1, Math.floor(count / 50)));
  if (count === 0 || last === undefined) {
    const ids = db.prepare("DELETE FROM observations WHERE sealed_at IS NOT NULL").run();
    return ids.changes === 0 ? null : 0;
  }
  db.prepare("DELETE FROM observations WHERE sealed_at <= ?").run(Number(last["sealed_at"]));
  return Number(
    db.prepare("DELETE FROM windows WHERE seal <= ?").run(Number(last["seal"])).changes,
  );
}
