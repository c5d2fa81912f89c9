import type { DatabaseSync } from "node:sqlite";
import type { Observation } from "../../../schema/wire/observation.ts";

/** Where an observation goes: its minute, and whether its own was sealed before it came. */
export type Placed = Readonly<{ observation: Observation; start: number; late: boolean }>;

/** Keeps what is not known yet, and says of each whether it was new. */
export function insertObservations(db: DatabaseSync, placed: readonly Placed[]): boolean[] {
  const insert = db.prepare(
    "INSERT OR IGNORE INTO observations (id, start, late, body) VALUES (?, ?, ?, ?)",
  );
  return placed.map(
    ({ observation, start, late }) =>
      insert.run(observation.id, start, late ? 1 : 0, JSON.stringify(observation)).changes === 1,
  );
}

/** Marks ids as sealed without ever having been open, and returns those that were new: what an import brings. */
export function claimIds(db: DatabaseSync, ids: readonly string[], sealedAt: number): Set<string> {
  const insert = db.prepare(
    "INSERT OR IGNORE INTO observations (id, start, late, sealed_at) VALUES (?, 0, 0, ?)",
  );
  return new Set(ids.filter((id) => insert.run(id, sealedAt).changes === 1));
}

/** Takes everything that a minute has to hold: each is taken once. */
export function takeMinute(
  db: DatabaseSync,
  start: number,
  sealedAt: number,
): { observations: Observation[]; late: number } {
  const rows = db
    .prepare(
      "SELECT body, late FROM observations WHERE sealed_at IS NULL AND start <= ? ORDER BY id",
    )
    .all(start);
  db.prepare(
    "UPDATE observations SET body = NULL, sealed_at = ? WHERE sealed_at IS NULL AND start <= ?",
  ).run(sealedAt, start);
  return {
    observations: rows.map(({ body }) => JSON.parse(String(body)) as Observation),
    late: rows.filter(({ late }) => late === 1).length,
  };
}

/** Minutes that hold observations and are not sealed, oldest first. */
export const openMinutes = (db: DatabaseSync): number[] =>
  db
    .prepare("SELECT DISTINCT start FROM observations WHERE sealed_at IS NULL ORDER BY start")
    .all()
    .map(({ start }) => Number(start));
