import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { unstable_readConfig as readConfig } from "wrangler";
import { checkSettings } from "./deploy/check-settings.ts";
import { CONFIG, deploy } from "./deploy/deploy.ts";
import { stepsOf } from "./deploy/dry-run.ts";
import { type Host, must, type Said, Stop } from "./deploy/host.ts";
import { planOf } from "./deploy/plan.ts";

const USAGE = `npm run deploy [-- --split] [-- --dry-run]

Deploys to the Cloudflare account that wrangler is logged in to, and may be run again.
  --split    three Workers (scraper, sla-cron, api) instead of one
  --dry-run  prints every step and bundles each Worker, and touches no account`;

/** Runs a program with nothing on its stdin. */
const run = (file: string, args: readonly string[], env: Readonly<Record<string, string>>) =>
  new Promise<Said>((resolve, reject) => {
    const child = spawn(process.execPath, [file, ...args], {
      env: { ...process.env, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let [stdout, stderr] = ["", ""];
    child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
    child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
    child.once("error", reject);
    child.once("close", (code) => resolve({ code: code ?? 1, stdout, stderr }));
  });

const host: Host = {
  wrangler: (args, env = {}) => run("node_modules/wrangler/bin/wrangler.js", args, env),
  fetch: (url, init) => fetch(url, { ...init, signal: AbortSignal.timeout(15_000) }),
  sleep: (ms) => new Promise((done) => setTimeout(done, ms)),
  say: (line) => console.log(line),
  randomToken: () => randomBytes(32).toString("hex"),
  env: process.env,
  read: (path) => (existsSync(path) ? readFileSync(path, "utf8") : null),
  write: (path, text) => {
    if (path.includes("/")) mkdirSync(path.slice(0, path.lastIndexOf("/")), { recursive: true });
    writeFileSync(path, text, { mode: 0o600 });
  },
  remove: (path) => rmSync(path, { force: true }),
};

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      split: { type: "boolean", default: false },
      "dry-run": { type: "boolean", default: false },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  if (values.help) return console.log(USAGE);
  const sectionOf = (env: string) =>
    readConfig({ config: "wrangler.toml", env }, { hideWarnings: true });
  const needs = planOf(sectionOf, values.split);
  checkSettings(needs.workers, (env) => sectionOf(env).vars);
  host.say("settings: well (docs/configuration.md)");
  if (!values["dry-run"]) return deploy(host, needs, host.read("wrangler.toml") ?? "");
  for (const { env, name } of needs.workers) {
    const bundled = await must(host, [
      "deploy",
      "--dry-run",
      "--config",
      "wrangler.toml",
      "--env",
      env,
    ]);
    host.say(`${name}: bundles (${/Total Upload: .*/.exec(bundled)?.[0] ?? "no size"})`);
  }
  host.say(
    `\nA first deployment would take these steps (${CONFIG} is wrangler.toml with your ids):`,
  );
  for (const step of stepsOf(needs)) host.say(step);
}

try {
  await main();
} catch (error) {
  console.error(error instanceof Stop ? `\nstopped: ${error.message}` : error);
  process.exitCode = 1;
}
