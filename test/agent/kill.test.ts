import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { expect, it, onTestFinished } from "vitest";
import { verifyAll } from "../../schema/sla/chain.ts";
import { payment, recipient, servedBy, temporaryFolder, ticketsIn } from "./support/test-agent.ts";

const PROGRAM = fileURLToPath(new URL("support/fast-process.ts", import.meta.url));
/** A minute of the agent passes in half a second. */
const RATE = 120;
const ROUNDS = 5;
const POSTERS = 4;
const BATCH = 5;

it("loses nothing acknowledged and seals nothing twice, killed at any moment", async () => {
  const [store, origin] = [temporaryFolder(), Date.now()];
  const acknowledged = new Set<number>();
  let unanswered: number[][] = [];
  let made = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const agent = await startProcess(store, origin);
    const again = unanswered;
    unanswered = [];
    const posters = Array.from({ length: POSTERS }, () => post(agent.ingest));
    await sleep(200 + Math.random() * 800);
    agent.child.kill("SIGKILL");
    await once(agent.child, "exit");
    await Promise.all(posters);

    async function post(url: string): Promise<void> {
      for (;;) {
        const batch = again.pop() ?? Array.from({ length: BATCH }, () => made++);
        const atMs = origin + (Date.now() - origin) * RATE;
        const observations = batch.map((n) => payment(n, Math.floor(atMs - (n % 3) * 30_000)));
        const body = JSON.stringify({ observations });
        const headers = { "content-type": "application/json" };
        try {
          const response = await fetch(url, { method: "POST", headers, body });
          expect(response.status).toBe(200);
        } catch (error) {
          if (!(error instanceof TypeError)) throw error;
          unanswered.push(batch);
          return;
        }
        for (const n of batch) acknowledged.add(n);
        await sleep(2);
      }
    }
  }

  const { child, url } = await startProcess(store, origin);
  const served = () => servedBy((path) => fetch(url + path));
  let tickets = ticketsIn(await served());
  for (let i = 0; i < 30 && [...acknowledged].some((n) => !tickets.has(recipient(n))); i++) {
    await sleep(100);
    tickets = ticketsIn(await served());
  }
  const windows = await served();
  child.kill("SIGKILL");

  expect(acknowledged.size).toBeGreaterThan(ROUNDS * BATCH);
  expect([...acknowledged].filter((n) => tickets.get(recipient(n)) !== 1)).toEqual([]);
  expect([...tickets.values()].filter((count) => count !== 1)).toEqual([]);
  expect(new Set(windows.map(({ window }) => window.epoch)).size).toBe(1);
  expect(windows.map(({ window }) => window.seq)).toEqual(windows.map((_, i) => i));
  const starts = windows.map(({ window }) => window.start);
  expect(starts).toEqual([...new Set(starts)].toSorted((a, b) => a - b));
  const [first] = windows;
  expect(first && (await verifyAll(windows, first.window.agent))).toBeNull();
});

/** Starts the real program on free ports, and waits until it answers. */
async function startProcess(
  store: string,
  origin: number,
): Promise<{ child: ChildProcess; url: string; ingest: string }> {
  const options = ["--store", store, "--role", "gateway", "--port", "0", "--ingest-port", "0"];
  const child = spawn(
    process.execPath,
    [PROGRAM, String(origin), String(RATE), "start", ...options],
    {
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
  onTestFinished(() => void child.kill("SIGKILL"));
  let url = "";
  for await (const line of createInterface(child.stdout)) {
    url = /windows: (.*)\/v1\/windows/.exec(line)?.[1] ?? url;
    const ingest = /POST (.*)/.exec(line)?.[1];
    if (ingest !== undefined) return { child, url, ingest };
  }
  throw new Error("the agent ended before it answered");
}
