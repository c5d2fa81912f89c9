import type { DatabaseSync } from "node:sqlite";

/** How long a window is kept, from its sealing: an import of old events is kept as long as any other. */
export const RETENTION_MS = 7 * 86_400_000;

/** Forgets windows, and the ids of sealed observations, that are older than the retention. */
export function forgetOld(db: DatabaseSync, nowMs: number): void {
  db.prepare("DELETE FROM windows WHERE sealed_at < ?").run(nowMs - RETENTION_MS);
  db.prepare("DELETE FROM observations WHERE sealed_at < ?").run(nowMs - RETENTION_MS);
}
