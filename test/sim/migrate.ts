import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const ROOT = new URL("../../", import.meta.url);

/**
 * Applies the migrations that the local database in a state folder does not have yet.
 *
 * @throws with wrangler's own words when one fails
 */
export async function migrate(stateDir: string): Promise<void> {
  const wrangler = fileURLToPath(new URL("node_modules/wrangler/bin/wrangler.js", ROOT));
  const args = [
    "d1",
    "migrations",
    "apply",
    "DB",
    "--local",
    "--env",
    "",
    "--persist-to",
    stateDir,
  ];
  await promisify(execFile)(process.execPath, [wrangler, ...args], {
    cwd: fileURLToPath(ROOT),
    env: { ...process.env, CI: "true", WRANGLER_SEND_METRICS: "false" },
  });
}
