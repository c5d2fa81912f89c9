import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { cpuMsOf } from "./process-cpu.ts";

/** A running agent: the program as an operator starts it. */
export type AgentProcess = AsyncDisposable &
  Readonly<{
    url: string;
    ingestUrl: string;
    /** From its start to its first answer. */
    startMs: number;
    /** Resident memory now. */
    residentBytes: () => number;
    /** CPU that it and the programs it waited for have used so far. */
    cpuMs: () => number;
  }>;

/** Starts the program in `folder`, with a store of its own. Reads /proc: for Linux. @throws Error where it ends before it answers */
export async function startAgent(
  folder: string,
  store: string,
  flags: readonly string[],
): Promise<AgentProcess> {
  const command = [join(folder, "bin.js"), "start", "--store", store, "--role", "orchestrator"];
  const begun = performance.now();
  const child = spawn(
    process.execPath,
    [...command, "--port", "0", "--ingest-port", "0", ...flags],
    {
      // The simulated node writes its log in UTC.
      env: { ...process.env, TZ: "UTC", HOME: store },
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
  const said: string[] = [];
  for await (const line of createInterface(child.stdout)) {
    said.push(line);
    if (line.startsWith("sources:")) break;
  }
  child.stdout.resume();
  const [windows, observations] = ["windows: ", "observations: POST "].map((name) =>
    said.find((line) => line.startsWith(name))?.slice(name.length),
  );
  if (windows === undefined || observations === undefined)
    throw new Error(`the agent did not start: ${said.join("; ")}`);
  const { origin: url } = new URL(windows);
  await (await fetch(`${url}/v1/identity`)).text();
  const startMs = performance.now() - begun;
  const proc = (file: string) => readFileSync(`/proc/${child.pid}/${file}`, "utf8");
  return {
    url,
    ingestUrl: observations,
    startMs,
    residentBytes: () => Number(/^VmRSS:\s+(\d+) kB$/m.exec(proc("status"))?.[1]) * 1024,
    cpuMs: () => cpuMsOf(child.pid ?? 0),
    async [Symbol.asyncDispose]() {
      if (child.exitCode !== null) return;
      const ended = once(child, "exit");
      child.kill();
      await ended;
    },
  };
}
