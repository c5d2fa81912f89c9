import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { Compliance } from "../../schema/wire/compliance.ts";
import { freePort, runs, startProcess } from "./start-process.ts";

const state = mkdtempSync(join(tmpdir(), "livepeer-sla-start-"));
let port: number;

beforeAll(async () => {
  port = await freePort();
});
afterAll(() => rmSync(state, { recursive: true, force: true }));

it("reaches ready with scores, goes on after a restart, and leaves no process behind", async () => {
  const first = await startProcess(port, "--fresh", "--fleet", "3", "--state", state);
  expect(first.said()).toContain(`\nready: http://localhost:${port}\nscore of 0x`);
  const [score] = /http:\/\/\S+compliance\S+/.exec(first.said()) ?? [];
  const before = Compliance.parse(await (await fetch(String(score))).json());
  expect(before.views.any.decided).toBeGreaterThanOrEqual(20);
  expect(before.views.any.score).not.toBeNull();
  expect(before.views.corroborated.decided).toBeGreaterThan(0);

  const family = first.family();
  expect(family.length).toBeGreaterThanOrEqual(4);
  expect(await first.end("SIGINT")).toBe(0);
  await expect.poll(() => family.filter(runs), { timeout: 5_000 }).toEqual([]);

  const second = await startProcess(port, "--fleet", "3", "--state", state);
  const after = Compliance.parse(await (await fetch(String(score))).json());
  expect(after.orchestrator).toBe(before.orchestrator);
  expect(after.views.any.decided).toBeGreaterThanOrEqual(before.views.any.decided);
  const again = second.family();
  expect(await second.end("SIGTERM")).toBe(0);
  await expect.poll(() => again.filter(runs), { timeout: 5_000 }).toEqual([]);
}, 90_000);

it("says who holds the port", async () => {
  const holder = createServer().listen(port, "127.0.0.1");
  await once(holder, "listening");
  await expect(startProcess(port, "--fleet", "1", "--state", state)).rejects.toThrow(
    new RegExp(`port ${port} is held by .*\\(pid ${process.pid}\\)`),
  );
  holder.close();
}, 30_000);
