import type { DatabaseSync } from "node:sqlite";
import * as z from "zod";
import { EMPTY_STATE, type ReducerState } from "../../../schema/sla/reduce/reduce-window.ts";
import { Address } from "../../../schema/wire/identifier.ts";
import { Region, Role } from "../../../schema/wire/workflow.ts";
import type { AgentConfig } from "../config.ts";
import { Refusal } from "../refusal.ts";

const AgentRow = z.object({
  store_id: z.string(),
  role: Role,
  orchestrator: Address.nullable(),
  node: Address.nullable(),
  region: Region.nullable(),
  live_epoch: z.string(),
  next_start: z.int().nullable(),
  dropped: z.int(),
});
/** Who the agent is and where its sealing stands. */
export type AgentRow = z.infer<typeof AgentRow>;

/** The agent's row, or null in a store that nobody has used. */
export function readAgent(db: DatabaseSync): AgentRow | null {
  const row = db.prepare("SELECT * FROM agent").get();
  return row === undefined ? null : AgentRow.parse(row);
}

/**
 * Writes what the configuration says over what the store knows, and makes the row of a new store.
 *
 * @param name  makes the names of the store and of its live epoch
 * @throws Refusal for a new store without a role, and for another role than the store's
 */
export function configureAgent(
  db: DatabaseSync,
  config: AgentConfig,
  name: () => string,
): AgentRow {
  const known = readAgent(db) ?? newAgent(db, config, name);
  if (config.role !== undefined && config.role !== known.role) {
    throw new Refusal(
      `this store belongs to the agent of a ${known.role}, not of a ${config.role}`,
    );
  }
  const { orchestrator = known.orchestrator, node = known.node, region = known.region } = config;
  db.prepare("UPDATE agent SET orchestrator = ?, node = ?, region = ?").run(
    orchestrator,
    node,
    region,
  );
  return { ...known, orchestrator, node, region };
}

function newAgent(db: DatabaseSync, { role }: AgentConfig, name: () => string): AgentRow {
  if (role === undefined) throw new Refusal("a new store needs a role: orchestrator or gateway");
  const [store, epoch] = [name(), name()];
  db.prepare(
    "INSERT INTO agent (one, store_id, role, live_epoch, reducer) VALUES (1, ?, ?, ?, ?)",
  ).run(store, role, epoch, JSON.stringify(EMPTY_STATE));
  db.prepare("INSERT INTO epochs (epoch, next_seq, live) VALUES (?, 0, 1)").run(epoch);
  return AgentRow.parse(db.prepare("SELECT * FROM agent").get());
}

/** Another live epoch begins, at `start`: what waits for a later minute comes into that one, and is late. */
export function beginEpoch(db: DatabaseSync, epoch: string, start: number): void {
  db.prepare("INSERT INTO epochs (epoch, next_seq, live) VALUES (?, 0, 1)").run(epoch);
  db.prepare("UPDATE agent SET live_epoch = ?, next_start = ?").run(epoch, start);
  db.prepare(
    "UPDATE observations SET start = ?, late = 1 WHERE sealed_at IS NULL AND start > ?",
  ).run(start, start);
}

/** The minute to be sealed next becomes `start`. */
export const setNextStart = (db: DatabaseSync, start: number): unknown =>
  db.prepare("UPDATE agent SET next_start = ?").run(start);

/** Counts observations that were refused; the next window says how many. */
export const addDropped = (db: DatabaseSync, count: number): unknown =>
  db.prepare("UPDATE agent SET dropped = dropped + ?").run(count);

/** What the reducer keeps of the live windows between two of them. */
export const readReducer = (db: DatabaseSync): ReducerState =>
  JSON.parse(String(db.prepare("SELECT reducer FROM agent").get()?.["reducer"])) as ReducerState;

/** After a live window: the reducer's state, the minute that follows, and nothing dropped yet. */
export const afterSeal = (db: DatabaseSync, state: ReducerState, next: number): unknown =>
  db
    .prepare("UPDATE agent SET reducer = ?, next_start = ?, dropped = 0")
    .run(JSON.stringify(state), next);
