import { globSync, readFileSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { fileURLToPath } from "node:url";
import { DEFAULT_POLICY, policyDigest } from "../schema/sla/policy.ts";
import type { Sha256 } from "../schema/wire/identifier.ts";
import type { Hour } from "../schema/wire/quantity.ts";
import type { HourVersion } from "../workers/store/hour-versions.ts";
import type { Answered, Asked } from "./sla-d1.ts";
import { keysOf, NONE } from "./sla-facts.ts";
import { HOUR, HOURS, type Network } from "./sla-network.ts";

const MIGRATIONS = fileURLToPath(new URL("../schema/migrations/", import.meta.url));

/**
 * D1's engine with the schema of this software, and what it knows of a network before its hour is made: the raw objects of
 * each shard, and one version of each hour. The one before is as it should be.
 *
 * @param state    of the hour's version: an open one closes, a closed one is made again
 * @param digests  of raw objects that are there, by key
 */
export async function databaseOf(
  { shards }: Network,
  state: "open" | "closed",
  digests: ReadonlyMap<string, Sha256>,
): Promise<DatabaseSync> {
  const db = new DatabaseSync(":memory:");
  for (const file of globSync("*.sql", { cwd: MIGRATIONS }).toSorted())
    db.exec(readFileSync(MIGRATIONS + file, "utf8"));
  const fold = db.prepare(
    "INSERT INTO ledger (hour, shard, version, cursors, body) VALUES (?, ?, 1, 1, ?)",
  );
  for (const hour of HOURS)
    for (let shard = 0; shard < shards; shard++) {
      const objects = keysOf(hour, shard).map((key) => [key, digests.get(key) ?? NONE]);
      fold.run(hour, shard, JSON.stringify({ objects: Object.fromEntries(objects), targets: {} }));
    }
  const policy = await policyDigest(DEFAULT_POLICY);
  const publish = db.prepare(
    `INSERT INTO hours (hour, version, state, digest, inputs_digest, jobs, open_jobs, published_at, ledger_version, policy)
      VALUES (?, 1, ?, ?, ?, 0, 0, 0, ?, ?)`,
  );
  const version = (hour: Hour, as: HourVersion["state"], ledgerVersion: number) =>
    publish.run(hour, as, NONE, NONE, ledgerVersion, policy);
  version(HOURS[0], "closed", shards);
  version(HOUR, state, 0);
  return db;
}

/** Answers as D1 does: all statements in one transaction. */
export function answer(db: DatabaseSync, { id, statements, asArrays }: Asked): Answered {
  db.exec("BEGIN");
  try {
    const results = statements.map(({ sql, params }) => {
      const statement = db.prepare(sql);
      statement.setReturnArrays(asArrays);
      return statement.all(...params) as unknown[];
    });
    db.exec("COMMIT");
    return { id, results };
  } catch (error) {
    db.exec("ROLLBACK");
    return { id, error: String(error) };
  }
}
