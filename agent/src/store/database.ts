import { DatabaseSync } from "node:sqlite";
import { Refusal } from "../refusal.ts";
import { MIGRATIONS } from "./migrations.ts";

/** Small, because one process may hold hundreds of agents; durable, because an acknowledgement is a promise. */
const PRAGMAS = `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = FULL;
  PRAGMA busy_timeout = 30000;
  PRAGMA cache_size = -256;
  PRAGMA wal_autocheckpoint = 256;
  PRAGMA journal_size_limit = 1048576;
`;

/**
 * The agent's SQLite file, at the newest version of its schema.
 *
 * @throws Refusal for a file that a newer agent made
 */
export function openDatabase(path: string): DatabaseSync {
  const db = new DatabaseSync(path);
  db.exec(PRAGMAS);
  inTransaction(db, () => migrate(db, path));
  return db;
}

/** Runs `work` in one durable transaction: all of it or nothing, also when the process is killed. Synchronous. */
export function inTransaction<T>(db: DatabaseSync, work: () => T): T {
  db.exec("BEGIN IMMEDIATE");
  try {
    const result = work();
    db.exec("COMMIT");
    return result;
  } catch (error) {
    if (db.isTransaction) db.exec("ROLLBACK");
    throw error;
  }
}

function migrate(db: DatabaseSync, path: string): void {
  const version = Number(db.prepare("PRAGMA user_version").get()?.["user_version"]);
  if (version > MIGRATIONS.length) {
    throw new Refusal(
      `${path} was written by a newer agent (schema ${version}, this one knows ${MIGRATIONS.length})`,
    );
  }
  for (const step of MIGRATIONS.slice(version)) db.exec(step);
  db.exec(`PRAGMA user_version = ${MIGRATIONS.length}`);
}
