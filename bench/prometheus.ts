import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "./free-port.ts";
import { cpuMsOf } from "./process-cpu.ts";

/** A Prometheus server that scrapes. */
export type Prometheus = AsyncDisposable & Readonly<{ cpuMs: () => number }>;

/** The version of the Prometheus that is installed, or null: `apt-get install prometheus` brings one. */
export function prometheusVersion(): string | null {
  const { stdout, stderr } = spawnSync("prometheus", ["--version"], { encoding: "utf8" });
  return /version (\S+)/.exec(`${stdout ?? ""}${stderr ?? ""}`)?.[1] ?? null;
}

/** Starts Prometheus on these targets, each asked once an interval. */
export async function startPrometheus(
  targets: readonly string[],
  intervalSeconds: number,
): Promise<Prometheus> {
  const dir = mkdtempSync(join(tmpdir(), "bench-prometheus-"));
  const [port, config] = [await freePort(), join(dir, "prometheus.yml")];
  const jobs = [{ job_name: "agents", static_configs: [{ targets }] }];
  const global = { scrape_interval: `${intervalSeconds}s`, scrape_timeout: "5s" };
  writeFileSync(config, JSON.stringify({ global, scrape_configs: jobs }));
  const child = spawn(
    "prometheus",
    [
      `--config.file=${config}`,
      `--storage.tsdb.path=${join(dir, "data")}`,
      `--web.listen-address=127.0.0.1:${port}`,
      "--log.level=error",
    ],
    { stdio: "ignore" },
  );
  const url = `http://127.0.0.1:${port}`;
  const ready = async (): Promise<boolean> => {
    const reply = await fetch(`${url}/-/ready`).catch(() => null);
    return reply?.ok ?? false;
  };
  while (!(await ready())) await new Promise((next) => setTimeout(next, 100));
  return {
    cpuMs: () => cpuMsOf(child.pid ?? 0),
    async [Symbol.asyncDispose]() {
      const ended = once(child, "exit");
      child.kill();
      await ended;
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
