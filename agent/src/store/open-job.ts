import type { DatabaseSync } from "node:sqlite";
import { readReducer } from "./agent-row.ts";

/** Whether the store has a job that has not ended: in sealed minutes, or in what waits to be sealed. */
export function isOpenJob(db: DatabaseSync, job: string): boolean {
  const waiting = db
    .prepare(
      `SELECT body->>'$.kind' AS kind FROM observations WHERE sealed_at IS NULL AND body->>'$.job' = ?`,
    )
    .all(job)
    .map(({ kind }) => kind);
  if (waiting.includes("ended")) return false;
  return waiting.length > 0 || Object.hasOwn(readReducer(db).open, job);
}
