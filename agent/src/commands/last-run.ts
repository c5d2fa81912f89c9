import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { LastRun } from "../settings/shared.ts";
import { readAgent } from "../store/agent-row.ts";

/** What an agent's store remembers of the run before. To be read after the store was opened, and before it seals. */
export function lastRunOf(store: string): LastRun {
  const db = new DatabaseSync(join(store, "agent.db"), { readOnly: true });
  try {
    // Whoever knows the key could sign in the agent's name anyway: nothing more is lost with it.
    const key = readFileSync(join(store, "key.pem"));
    const salt = createHash("sha256").update("livepeer-sla-jobs:").update(key).digest("hex");
    return { salt, since: readAgent(db)?.next_start ?? null };
  } finally {
    db.close();
  }
}
