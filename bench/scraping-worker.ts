import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { TargetInput } from "../schema/wire/target.ts";
import { migrate } from "../test/sim/migrate.ts";
import { register } from "../test/sim/register.ts";
import { freePort } from "./free-port.ts";
import { cpuMsOf, childrenOf } from "./process-cpu.ts";

const TOKEN = "0123456789abcdef0123456789abcdef";

/** The scraper's Worker in workerd, with its cron fired once a slot. */
export type ScrapingWorker = AsyncDisposable &
  Readonly<{
    /** CPU of workerd so far, in milliseconds: the Worker, and the D1, R2 and Queues beneath it. */
    cpuMs: () => number;
  }>;

/** Starts it with these targets registered, each asked once a slot. */
export async function startScraping(
  targets: readonly TargetInput[],
  slotSeconds: number,
): Promise<ScrapingWorker> {
  const dir = mkdtempSync(join(tmpdir(), "bench-scrape-"));
  await migrate(dir);
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const worker = await startWorker(port, dir, slotSeconds);
  await register(url, TOKEN, targets);
  const pids = childrenOf(process.pid, "workerd");
  const slotMs = slotSeconds * 1000;
  const tick = () => {
    const time = Math.floor(Date.now() / slotMs) * slotMs;
    const cron = new URLSearchParams({ cron: "* * * * *", time: String(time) });
    void fetch(`${url}/cdn-cgi/local/scheduled?${cron}`).catch(() => undefined);
  };
  const timer = setInterval(tick, slotMs);
  return {
    cpuMs: () => pids.reduce((sum, pid) => sum + cpuMsOf(pid), 0),
    async [Symbol.asyncDispose]() {
      clearInterval(timer);
      await worker.dispose();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

async function startWorker(port: number, persist: string, slotSeconds: number) {
  process.env["WRANGLER_LOG"] ??= "error";
  process.env["CLOUDFLARE_CF_FETCH_ENABLED"] ??= "false";
  const { unstable_startWorker: start } = await import("wrangler");
  const text = (value: string) => ({ type: "plain_text" as const, value });
  const worker = await start({
    config: fileURLToPath(new URL("../wrangler.toml", import.meta.url)),
    env: "scraper",
    bindings: {
      PRESET: text("paid"),
      SLOT_SECONDS: text(String(slotSeconds)),
      ALLOW_LOOPBACK: text("true"),
      OPERATOR_TOKEN: text(TOKEN),
    },
    dev: {
      server: { hostname: "127.0.0.1", port },
      persist,
      inspector: false,
      watch: false,
      logLevel: "error",
    },
  });
  await worker.ready;
  return worker;
}
