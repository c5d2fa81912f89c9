import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** The bearer token of a state folder: random, made once, readable by its owner alone. */
export function operatorTokenOf(stateDir: string): string {
  const file = join(stateDir, "operator-token");
  if (!existsSync(file))
    writeFileSync(file, randomBytes(32).toString("base64url"), { mode: 0o600 });
  return readFileSync(file, "utf8").trim();
}
