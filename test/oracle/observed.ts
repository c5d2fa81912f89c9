import { readFileSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { JobEntry } from "../../schema/wire/job-entry.ts";
import type { Observation } from "../../schema/wire/observation.ts";
import type { Role } from "../../schema/wire/workflow.ts";
import { addExactFunctions } from "./exact.ts";

const QUERIES = ["attempts", "course", "samples", "span", "claims", "entries"].map((name) =>
  readFileSync(new URL(`observed/${name}.sql`, import.meta.url), "utf8"),
);

const INPUTS = `
CREATE TABLE agent (role, target);
CREATE TABLE turn (start PRIMARY KEY, is_last);
CREATE TABLE observation (seq INTEGER PRIMARY KEY, arrived, id, at, kind, job, request, orchestrator, node, polled, said);`;

/** An observation, and the start of the window that it came into. An error may have its own words, and its cause is read here. */
export type Heard = Readonly<{ arrived: number; fact: Observation; message?: string }>;

/** An agent's windows: their starts in order, and whether the last one decides all that is open, as an import's does. */
export type Turns = Readonly<{ role: Role; starts: readonly number[]; decideAll: boolean }>;

/** What an agent's windows tell. `shares`: of the promised frames, in ppm, by job, where M is not empty. */
export type Told = Readonly<{ windows: Map<number, JobEntry[]>; shares: Map<string, number> }>;

/**
 * A second implementation of what an agent's windows tell of its jobs, from its observations: in SQL, by whole sets, written
 * from METRICS.md §1 to §4 and the decision records. Slow, and for tests alone. What a job is called is its own.
 *
 * @param heard   in the order in which they came
 * @param target  of the shares: even, since half an odd one is half a frame (docs/adr/0012)
 */
export function observed(heard: readonly Heard[], turns: Turns, target = 16): Told {
  const db = new DatabaseSync(":memory:");
  try {
    addExactFunctions(db);
    db.exec(INPUTS);
    load(db, heard, turns, target);
    for (const query of QUERIES) db.exec(query);
    const rows = db.prepare("SELECT * FROM entry").all();
    const byWindow = Map.groupBy(rows, (row) => Number(row["window"]));
    const shares = db.prepare("SELECT name, ppm FROM share").all();
    return {
      windows: new Map([...byWindow].map(([start, own]) => [start, own.map(entryOf)])),
      shares: new Map(shares.map(({ name, ppm }) => [String(name), Number(ppm)])),
    };
  } finally {
    db.close();
  }
}

function entryOf({ about, delta, sums, rest }: Record<string, unknown>): JobEntry {
  const read = (json: unknown) => JSON.parse(String(json)) as object;
  const totals = rest === null ? null : { ...read(sums), ...read(rest) };
  return JobEntry.parse({ ...read(about), delta: read(delta), totals });
}

function load(
  db: DatabaseSync,
  heard: readonly Heard[],
  { role, starts, decideAll }: Turns,
  target: number,
): void {
  db.exec("BEGIN");
  db.prepare("INSERT INTO agent VALUES (?, ?)").run(role, BigInt(target));
  const turn = db.prepare("INSERT INTO turn VALUES (?, ?)");
  const isLast = (start: number) => decideAll && start === starts.at(-1);
  for (const start of starts) turn.run(BigInt(start), isLast(start) ? 1n : 0n);
  const observation = db.prepare(
    "INSERT INTO observation VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
  );
  for (const { arrived, fact, message } of heard) {
    const { id, at, kind, job, request, orchestrator, node, polled = false, ...said } = fact;
    const words = message === undefined ? said : { ...said, cause: null, message };
    const named = [kind, job, request, orchestrator, node, polled ? 1n : 0n];
    observation.run(BigInt(arrived), id, BigInt(at), ...named, JSON.stringify(words));
  }
  db.exec("COMMIT");
}
