import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import canonicalize from "canonicalize";
import type { Policy } from "../../schema/wire/policy.ts";
import type { RawObject } from "../../schema/wire/raw.ts";
import { addExactFunctions } from "./exact.ts";

const QUERIES = ["evidence", "worth", "score", "measured"].map((name) =>
  readFileSync(new URL(`${name}.sql`, import.meta.url), "utf8"),
);

const INPUTS = `
CREATE TABLE hour (start, slot_ms);
CREATE TABLE target (id PRIMARY KEY, role, orchestrator, node, registered_at);
CREATE TABLE line (target, epoch, seq, start, digest, body, UNIQUE (target, epoch, seq, digest));
CREATE TABLE probe (target, at);
CREATE TABLE promise (workflow PRIMARY KEY, fps, first_frame_ms, first_output_ms, e2e_ms, jitter_ppm);
CREATE TABLE weight (quality PRIMARY KEY, weight);`;

/** One decided job as METRICS.md has it. `credit` is null where it is excused. */
export type OracleJob = Readonly<{
  owner: string;
  role: string;
  pipeline: string | null;
  model: string | null;
  purpose: string;
  outcome: string;
  cause: string | null;
  self_excused: number;
  credit: number | null;
}>;

/** Hundredths of points, as decimals of integers; `workflow` is empty for all of them together. */
export type OracleScore = Readonly<{
  owner: string;
  witness: string;
  workflow: string;
  success: number;
  failed: number;
  excused: number;
  self_excused: number;
  score: string | null;
  score_low: string | null;
}>;

export type OracleEvents = Readonly<{
  owner: string;
  witness: string;
  sli: string;
  good: number;
  valid: number;
}>;

/** First-output latencies, and bytes with the time in which they were measured. */
export type OracleMeasured = Readonly<
  Record<"owner" | "witness", string> & Record<"first_outputs" | "received" | "sent" | "ms", number>
>;

/**
 * A second implementation of outcome, credit, SLI events and score, in SQL, written from METRICS.md and not from
 * `schema/sla`. Slow, and for tests alone.
 *
 * @param objects  with the same facts of a target in every plan
 * @param startMs  of the hour
 */
export function oracle(
  objects: readonly RawObject[],
  startMs: number,
  policy: Policy,
): {
  jobs: OracleJob[];
  scores: OracleScore[];
  events: OracleEvents[];
  measured: OracleMeasured[];
} {
  const db = new DatabaseSync(":memory:");
  try {
    addExactFunctions(db);
    db.exec(INPUTS);
    load(db, objects, startMs, policy);
    for (const query of QUERIES) db.exec(query);
    const rows = <T>(sql: string) =>
      db
        .prepare(sql)
        .all()
        .map((row) => ({ ...row })) as T[];
    return {
      jobs: rows(`SELECT owner, role, pipeline, model, purpose, outcome, iif(outcome = 'success', NULL, why) AS cause,
        self_excused, credit FROM job`),
      scores: rows(
        `SELECT owner, witness, workflow, success, failed, excused, self_excused, score, score_low FROM score`,
      ),
      events: rows(`SELECT owner, witness, sli, sum(good) AS good, sum(valid) AS valid
        FROM event JOIN job USING (name) JOIN (SELECT 'any' AS witness UNION SELECT 'corroborated')
        ON iif(witness = 'any', NOT counted_before, seen) WHERE purpose = 'live' GROUP BY owner, witness, sli`),
      measured: rows(`SELECT * FROM measured`),
    };
  } finally {
    db.close();
  }
}

function load(
  db: DatabaseSync,
  objects: readonly RawObject[],
  startMs: number,
  policy: Policy,
): void {
  const insert = (table: string, ...values: (string | number | null)[]) =>
    db
      .prepare(`INSERT OR IGNORE INTO ${table} VALUES (${values.map(() => "?").join()})`)
      .run(...values.map((value) => (typeof value === "number" ? BigInt(value) : value)));
  const slotMs = (objects[0]?.plan.message.slot_seconds ?? 60) * 1000;
  db.exec("BEGIN");
  insert("hour", startMs, slotMs);
  const agents = new Map<string, string>();
  for (const { plan, outcomes, windows } of objects) {
    for (const { id, agent, role, orchestrator, node, registered_at } of plan.targets) {
      insert("target", id, role, orchestrator, node, registered_at);
      agents.set(id, agent);
    }
    if (plan.message.backfill === null)
      for (const { target } of outcomes) insert("probe", target, plan.message.slot * slotMs);
    for (const { target, signed } of windows) {
      const { agent, epoch, seq, start } = signed.window;
      if (agents.get(target) !== agent) continue;
      const digest = createHash("sha256")
        .update(canonicalize(signed) ?? "")
        .digest("hex");
      insert("line", target, epoch, seq, start, digest, JSON.stringify(signed.window));
    }
  }
  const promises: [string, Policy["workflows"][string]][] = [
    ["", policy.default],
    ...Object.entries(policy.workflows),
  ];
  for (const [workflow, own] of promises)
    insert(
      "promise",
      workflow,
      own.fps ?? null,
      own.first_frame_ms ?? null,
      own.first_output_ms ?? null,
      own.e2e_ms ?? null,
      own.jitter_ppm ?? null,
    );
  for (const [quality, weight] of Object.entries(policy.weights)) insert("weight", quality, weight);
  db.exec("COMMIT");
}
