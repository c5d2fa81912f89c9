import type { DatabaseSync } from "node:sqlite";
import type { SignedWindow, Window } from "../../../schema/wire/window.ts";

/** Sealing number of the newest window; 0 while there is none. */
export const newestSeal = (db: DatabaseSync): number =>
  Number(db.prepare("SELECT max(seal) AS newest FROM windows").get()?.["newest"] ?? 0);

/** Windows of minutes as they passed, after a sealing number, in the order of sealing: no import's. */
export function* liveWindowsAfter(db: DatabaseSync, seal: number): Generator<Window> {
  const rows = db
    .prepare(
      "SELECT signed FROM windows WHERE seal > ? AND epoch IN (SELECT epoch FROM epochs WHERE live = 1) ORDER BY seal",
    )
    .iterate(seal);
  for (const { signed } of rows) yield (JSON.parse(String(signed)) as SignedWindow).window;
}
