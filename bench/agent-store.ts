import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openAgent } from "../agent/src/agent.ts";
import { inTransaction, openDatabase } from "../agent/src/store/database.ts";
import { Observation, type ObservationInput } from "../schema/wire/observation.ts";
import type { Effort } from "./effort.ts";
import { judged, type Row, spreadOf } from "./row.ts";

const BATCH = 100;
const ROUND_MS = 1000;

/** Observations that the agent commits in a second, against the rows that SQLite commits with the same durability. */
export function agentStoreBench({ rounds, smoke }: Effort): Row[] {
  const folder = mkdtempSync(join(tmpdir(), "bench-store-"));
  const agent = openAgent({ store: join(folder, "agent"), role: "gateway" }, { now: Date.now });
  const insert = plainInserts(join(folder, "plain.sqlite"));
  const ms = smoke ? 100 : ROUND_MS;
  const measured = Array.from({ length: rounds }, () => ({
    ours: perSecond(ms, (batch) => agent.accept(batch)),
    theirs: perSecond(ms, insert),
  }));
  agent.close();
  rmSync(folder, { recursive: true, force: true });
  const [ours, theirs] = [measured.map((each) => each.ours), measured.map((each) => each.theirs)];
  const row = {
    part: "agent",
    what: `observations committed per second, ${BATCH} to a commit`,
    ours: Math.round(spreadOf(ours).median).toString(),
    against: `SQLite's durable inserts: ${Math.round(spreadOf(theirs).median)}`,
  };
  return [
    judged(
      row,
      measured.map((each) => each.ours / each.theirs),
      { atLeast: 0.5 },
    ),
  ];
}

let named = 0;

function perSecond(ms: number, keep: (batch: readonly Observation[]) => unknown): number {
  const begun = performance.now();
  let [kept, spent] = [0, 0];
  while (spent < ms) {
    const at = Date.now();
    const batch = Array.from({ length: BATCH }, () =>
      Observation.parse({
        kind: "sample",
        id: `bench:${(named += 1)}`,
        at,
        job: "0123456789abcdef",
        pipeline: "bench",
        model: "bench",
        fps: 20,
      } satisfies ObservationInput),
    );
    // Making the batch is the bench's work and nobody's else.
    const before = performance.now();
    keep(batch);
    spent += performance.now() - before;
    kept += BATCH;
    if (performance.now() - begun > 20 * ms) break;
  }
  return (kept * 1000) / spent;
}

/** The least that keeps a batch for good: one table, one transaction, the agent's own durability. */
function plainInserts(path: string): (batch: readonly Observation[]) => void {
  const db = openDatabase(path);
  db.exec("CREATE TABLE plain (id TEXT PRIMARY KEY, start INTEGER, late INTEGER, body TEXT)");
  const insert = db.prepare("INSERT OR IGNORE INTO plain VALUES (?, ?, ?, ?)");
  return (batch) =>
    inTransaction(db, () => {
      for (const each of batch) insert.run(each.id, each.at, 0, JSON.stringify(each));
    });
}
