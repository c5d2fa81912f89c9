import { DatabaseSync } from "node:sqlite";
import { Refusal } from "../refusal.ts";
import { DamagedStore, isDiskError } from "./disk-error.ts";
import { MIGRATIONS } from "./migrations.ts";

/** Small, because one process may hold hundreds of agents; durable, because an acknowledgement is a promise. */
const PRAGMAS = `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = FULL;
  PRAGMA cache_size = -256;
  PRAGMA wal_autocheckpoint = 256;
  PRAGMA journal_size_limit = 1048576;
`;

/** Pages that are no longer needed can be given back one by one. Has to come before the first table, or a VACUUM. */
const GIVES_PAGES_BACK = 2;

/**
 * The agent's SQLite file, checked, at the newest version of its schema.
 *
 * @throws Refusal for a file that a newer agent made
 * @throws DamagedStore, or SQLite's own error, for one that is damaged
 */
export function openDatabase(path: string): DatabaseSync {
  const db = new DatabaseSync(path);
  try {
    db.exec("PRAGMA busy_timeout = 30000");
    if (pragma(db, "page_count") === 0) db.exec(`PRAGMA auto_vacuum = ${GIVES_PAGES_BACK}`);
    else check(db);
    db.exec(PRAGMAS);
    inTransaction(db, () => migrate(db, path));
    rebuildOnce(db);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/** A file of an older agent gives no page back before it was rebuilt; without room for that it stays as large as it is. */
function rebuildOnce(db: DatabaseSync): void {
  if (pragma(db, "auto_vacuum") === GIVES_PAGES_BACK) return;
  try {
    db.exec(`PRAGMA auto_vacuum = ${GIVES_PAGES_BACK}; VACUUM`);
  } catch (error) {
    if (!isDiskError(error)) throw error;
  }
}

/** The number that a pragma says. */
export const pragma = (db: DatabaseSync, name: string): number =>
  Number(Object.values(db.prepare(`PRAGMA ${name}`).get() ?? {})[0]);

/** Every page and record, before anything is written. Indices are not compared with tables: that would take minutes. */
function check(db: DatabaseSync): void {
  const found = Object.values(db.prepare("PRAGMA quick_check(1)").get() ?? {})[0];
  if (found !== "ok") throw new DamagedStore(String(found));
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
  const version = pragma(db, "user_version");
  if (version > MIGRATIONS.length) {
    throw new Refusal(
      `${path} was written by a newer agent (schema ${version}, this one knows ${MIGRATIONS.length})`,
    );
  }
  for (const step of MIGRATIONS.slice(version)) db.exec(step);
  db.exec(`PRAGMA user_version = ${MIGRATIONS.length}`);
}
