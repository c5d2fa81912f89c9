import { randomBytes } from "node:crypto";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import type { AgentConfig, AgentPorts } from "./config.ts";
import { signerOf, type Signer } from "./key-file.ts";
import { configureAgent } from "./store/agent-row.ts";
import { inTransaction, openDatabase } from "./store/database.ts";

/** An open store with its key and its clock: what the parts of an agent work on. */
export type Opened = Readonly<{
  db: DatabaseSync;
  signer: Signer;
  now: () => number;
  /** A new name for an epoch: 16 hex digits. */
  name: () => string;
}>;

/** Opens the agent's folder, or makes it: readable by its owner alone. */
export function openStore(config: AgentConfig, { now, random = randomBytes }: AgentPorts): Opened {
  mkdirSync(config.store, { recursive: true, mode: 0o700 });
  const name = () => Buffer.from(random(8)).toString("hex");
  const db = openDatabase(join(config.store, "agent.db"));
  try {
    inTransaction(db, () => configureAgent(db, config, name));
    return { db, signer: signerOf(join(config.store, "key.pem")), now, name };
  } catch (error) {
    db.close();
    throw error;
  }
}
