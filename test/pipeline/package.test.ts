import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import type { Check } from "../../agent/src/doctor/check.ts";
import { verifyAll } from "../../schema/sla/chain.ts";
import { pseudonymOf } from "../../schema/wire/pseudonym.ts";
import { servedBy } from "../agent/support/test-agent.ts";
import { simOrchestratorNode } from "../sim/node/orchestrator-node.ts";
import { fastClock } from "../support/fast-clock.ts";
import { startAgent } from "./agent-process.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
/** Outside every project: nothing is found but what the package itself brings. */
const folder = mkdtempSync(join(tmpdir(), "package-"));
const empty = join(folder, "empty");
const store = join(folder, "store");
/** The Node of this checkout, for npm and npx too. */
const env = {
  ...process.env,
  PATH: [join(ROOT, "node_modules/.bin"), process.env["PATH"]].join(delimiter),
};
const ORCHESTRATOR = `0x${"aa".repeat(20)}`;
const RATE = 20;
/** Four simulated minutes pass in 12 s, and end before the true present. */
const LAG_MS = 600_000;
/** A name that only the package gives: npx must not ask a registry for it. */
const NPX = ["npx", "--no", "livepeer-sla-agent"] as const;

type Ran = Readonly<{ code: number; out: string }>;
const run = (
  [program, ...before]: readonly [string, ...string[]],
  args: readonly string[],
  cwd: string,
  more: Readonly<Record<string, string>> = {},
) =>
  promisify(execFile)(program, [...before, ...args], { cwd, env: { ...env, ...more } }).then(
    ({ stdout }): Ran => ({ code: 0, out: stdout }),
    (error: { code: number; stdout: string; stderr: string }): Ran => {
      if (typeof error.code !== "number") throw error;
      return { code: error.code, out: error.stdout || error.stderr };
    },
  );

let tarball: string;
beforeAll(async () => {
  mkdirSync(empty);
  const packed = await run(["npm", "pack", "--pack-destination", folder], [], join(ROOT, "agent"));
  expect(packed).toMatchObject({ code: 0 });
  tarball = join(folder, readdirSync(folder).find((name) => name.endsWith(".tgz")) ?? "");
  const flags = ["--prefer-offline", "--no-audit", "--no-fund", "--ignore-scripts"];
  expect(await run(["npm", "install", tarball], flags, empty)).toMatchObject({ code: 0 });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it("is small, and needs no install script", () => {
  expect(statSync(tarball).size).toBeLessThanOrEqual(300_000);
  const installed = readdirSync(join(empty, "node_modules/livepeer-sla-agent"));
  expect(installed.toSorted()).toEqual(["LICENSE", "README.md", "bin.js", "dist", "package.json"]);
});

it("serves signed windows of a simulated node, and its doctor knows what is there and what is not", async () => {
  const clock = fastClock(RATE, LAG_MS);
  // Nobody's own settings file.
  const host = { ...clock.env, HOME: folder };
  await using node = await simOrchestratorNode(join(folder, "node"), clock.now);
  const who = ["--role", "orchestrator", "--orchestrator", ORCHESTRATOR, "--store", store];
  const doctor = async (...flags: readonly string[]) => {
    const args = ["doctor", "--json", ...who, ...node.flags, ...flags];
    const { code, out } = await run(NPX, args, empty, host);
    const checks: Check[] = JSON.parse(out);
    return { code, ...Object.fromEntries(checks.map(({ name, status }) => [name, status])) };
  };
  const SOURCES = { trickle: "ok", "node-log": "ok", runner: "ok", "node-metrics": "ok" };
  expect(await doctor("--gpu-command", "/nowhere/nvidia-smi", "--port", "1")).toEqual({
    code: 1,
    settings: "absent", // no file
    store: "absent",
    role: "ok",
    orchestrator: "ok",
    agent: "absent",
    ...SOURCES,
    gpu: "broken", // somebody set it, and it is not there
    reachability: "absent",
  });

  const started = { env: { ...env, ...host }, cwd: empty };
  const agent = await startAgent(NPX, [...who, ...node.flags, "--gpu-command", "off"], started);
  try {
    await agent.untilWell("trickle", "node-log", "runner", "node-metrics");
    const t0 = clock.now();
    const stream = node.accepts("6fa05caf", "ce6ee475");
    stream.begins(t0);
    stream.firstOutput(t0 + 1_500);
    for (const ms of [10_000, 20_000, 30_000]) {
      await clock.until(t0 + ms);
      stream.status(t0 + ms, ms === 10_000);
    }
    stream.ends();
    const windows = await vi.waitFor(
      async () => {
        const served = await servedBy((path) => fetch(agent.url + path));
        const jobs = served.flatMap(({ window }) => window.jobs);
        expect(jobs.filter(({ totals }) => totals !== null)).toHaveLength(1);
        return served;
      },
      { timeout: 60_000, interval: 200 },
    );
    expect(await verifyAll(windows, agent.identity.agent)).toBeNull();
    for (const { window } of windows) expect(window.orchestrator).toBe(ORCHESTRATOR);
    expect(windows.flatMap(({ window }) => window.jobs).at(-1)).toMatchObject({
      request: await pseudonymOf("ce6ee475"),
      totals: { first_output_ms: 1_500, samples: 2, zero_samples: 1, ending: "client_left" },
    });
    const port = new URL(agent.url).port;
    expect(await doctor("--gpu-command", "off", "--port", port)).toMatchObject({
      code: 0,
      store: "ok",
      agent: "ok",
      ...SOURCES,
      gpu: "ok", // switched off
    });
  } finally {
    await agent.end();
  }
});
