import { randomBytes } from "node:crypto";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import type { AgentConfig, AgentPorts } from "./config.ts";
import { signerOf, type Signer } from "./key-file.ts";
import { configureAgent } from "./store/agent-row.ts";
import { inTransaction, openDatabase } from "./store/database.ts";
import { isDamage } from "./store/disk-error.ts";
import type { StoreHealth } from "./store/keep.ts";
import { MAX_BYTES } from "./store/retention.ts";
import { setAside } from "./store/set-aside.ts";
import { newPace, type Pace } from "./pace.ts";

/** An open store with its key and its clock: what the parts of an agent work on. */
export type Opened = Readonly<{
  db: DatabaseSync;
  signer: Signer;
  now: () => number;
  /** A new name for an epoch: 16 hex digits. */
  name: () => string;
  /** @see AgentPorts */
  monotonic: (() => number) | null;
  warn: (entry: Readonly<Record<string, unknown>>) => void;
  maxBytes: number;
  health: StoreHealth;
  pace: Pace;
}>;

/**
 * Opens the agent's folder, or makes it: readable by its owner alone. A damaged database is set aside and another one
 * begun, under the same key.
 *
 * @throws Refusal when the configuration contradicts the store, or a new store gets no role
 */
export function openStore(config: AgentConfig, ports: AgentPorts): Opened {
  const { now, random = randomBytes, monotonic = null, warn = () => {} } = ports;
  mkdirSync(config.store, { recursive: true, mode: 0o700 });
  const name = () => Buffer.from(random(8)).toString("hex");
  const db = openOrReplace(join(config.store, "agent.db"), now, warn);
  try {
    inTransaction(db, () => configureAgent(db, config, name));
    const signer = signerOf(join(config.store, "key.pem"));
    const { maxBytes = MAX_BYTES } = config;
    const health = { trouble: null, unkept: 0 };
    return { db, signer, now, name, monotonic, warn, maxBytes, health, pace: newPace() };
  } catch (error) {
    db.close();
    throw error;
  }
}

function openOrReplace(path: string, now: () => number, warn: Opened["warn"]): DatabaseSync {
  try {
    return openDatabase(path);
  } catch (error) {
    if (!isDamage(error)) throw error;
    const kept = setAside(path, now());
    const advice = "windows that nobody fetched are in it: keep it, or try `sqlite3 .recover`";
    warn({ event: "store.damaged", file: path, kept, reason: String(error), advice });
    return openDatabase(path);
  }
}
