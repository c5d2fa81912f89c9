import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { freePort } from "./free-port.ts";
import { cpuMsOf } from "./process-cpu.ts";

const SCRAPES = 100;

/** Prometheus's node exporter, as Debian packages it. */
export type NodeExporter = AsyncDisposable &
  Readonly<{ url: string; residentBytes: () => number; cpuMs: () => number }>;

/** @returns null where it is not installed */
export async function startNodeExporter(): Promise<NodeExporter | null> {
  if (spawnSync("prometheus-node-exporter", ["--version"]).status !== 0) return null;
  const port = await freePort();
  const child = spawn("prometheus-node-exporter", [`--web.listen-address=127.0.0.1:${port}`], {
    stdio: "ignore",
  });
  const url = `http://127.0.0.1:${port}/metrics`;
  const answers = () =>
    fetch(url).then(
      (reply) => reply.text(),
      () => null,
    );
  while ((await answers()) === null) await new Promise((next) => setTimeout(next, 100));
  const pid = child.pid ?? 0;
  return {
    url,
    residentBytes: () =>
      Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]) * 1024,
    cpuMs: () => cpuMsOf(pid),
    async [Symbol.asyncDispose]() {
      const ended = once(child, "exit");
      child.kill();
      await ended;
    },
  };
}

/** CPU that one scrape takes of it, in milliseconds. */
export async function scrapeCpuMs({ url, cpuMs }: NodeExporter): Promise<number> {
  const before = cpuMs();
  for (let i = 0; i < SCRAPES; i++) await (await fetch(url)).text();
  return (cpuMs() - before) / SCRAPES;
}
