import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { execFile } from "node:child_process";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, it, onTestFinished } from "vitest";
import { Compliance } from "../../schema/wire/compliance.ts";
import { AGENT } from "./agent-process.ts";
import { freePort, runs, startProcess } from "./start-process.ts";

const state = mkdtempSync(join(tmpdir(), "livepeer-sla-start-"));
let port: number;

beforeAll(async () => {
  port = await freePort();
});
afterAll(() => rmSync(state, { recursive: true, force: true }));

const HOLDS = /^holds: .*from \d+ raw objects with \d+ signed windows.*scores of 3 orchestrators/m;

/** What one command of the agent says. @throws where its exit status is not 0 */
async function said(...command: string[]): Promise<string> {
  const [node, agent] = AGENT;
  const { stdout } = await promisify(execFile)(node, [agent, ...command]);
  return stdout;
}

it("reaches ready with scores that verify, goes on after a restart, and leaves no process behind", async () => {
  const first = await startProcess(port, "--fresh", "--fleet", "3", "--state", state);
  onTestFinished(async () => void (await first.end()));
  expect(first.said()).toContain(`\nready: http://localhost:${port}\nscore of 0x`);
  const [score] = /http:\/\/\S+compliance\S+/.exec(first.said()) ?? [];
  const before = Compliance.parse(await (await fetch(String(score))).json());
  expect(before.views.any.decided).toBeGreaterThanOrEqual(20);
  expect(before.views.any.score).not.toBeNull();
  expect(before.views.corroborated.decided).toBeGreaterThan(0);

  // What it published holds: the last closed hours and their scores, from the deployment and from a folder without it.
  const mirror = join(state, "mirror");
  expect(await said("verify", first.url)).toMatch(HOLDS);
  await said("mirror", first.url, mirror);

  const family = first.family();
  expect(family.length).toBeGreaterThanOrEqual(4);
  expect(await first.end("SIGINT")).toBe(0);
  await expect.poll(() => family.filter(runs), { timeout: 30_000 }).toEqual([]);

  expect(await said("verify", mirror)).toMatch(HOLDS);

  const second = await startProcess(port, "--fleet", "3", "--state", state);
  const after = Compliance.parse(await (await fetch(String(score))).json());
  expect(after.orchestrator).toBe(before.orchestrator);
  expect(after.views.any.decided).toBeGreaterThanOrEqual(before.views.any.decided);
  const again = second.family();
  expect(await second.end("SIGTERM")).toBe(0);
  await expect.poll(() => again.filter(runs), { timeout: 30_000 }).toEqual([]);
}, 600_000);

it("says who holds the port", async () => {
  const holder = createServer().listen(port, "127.0.0.1");
  await once(holder, "listening");
  await expect(startProcess(port, "--fleet", "1", "--state", state)).rejects.toThrow(
    new RegExp(`port ${port} is held by .*\\(pid ${process.pid}\\)`),
  );
  holder.close();
});
