import { existsSync, renameSync } from "node:fs";

/**
 * Renames a damaged database and its journal, so that nothing of it is lost, and returns its new name:
 * `agent.db.damaged-2026-01-09T13-50-00-000Z`.
 */
export function setAside(path: string, nowMs: number): string {
  const kept = `${path}.damaged-${new Date(nowMs).toISOString().replaceAll(/[:.]/g, "-")}`;
  for (const part of ["-wal", "-shm", ""])
    if (existsSync(path + part)) renameSync(path + part, kept + part);
  return kept;
}
