import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync } from "node:fs";
import { fileURLToPath } from "node:url";

const ROOT = new URL("../", import.meta.url);
const CACHE = new URL("node_modules/.cache/", ROOT);

/** Builds the agent as it is published, in a folder from which it finds its libraries. Returns the folder. */
export function packAgent(): string {
  execFileSync("npm", ["run", "--silent", "build", "--workspace", "agent"], {
    cwd: fileURLToPath(ROOT),
    stdio: "ignore",
  });
  mkdirSync(CACHE, { recursive: true });
  const folder = mkdtempSync(fileURLToPath(new URL("bench-agent-", CACHE)));
  for (const name of ["bin.js", "package.json", "dist"])
    cpSync(new URL(`agent/${name}`, ROOT), `${folder}/${name}`, { recursive: true });
  return folder;
}
