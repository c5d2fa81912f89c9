import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** The all-in-one Worker, running in workerd with its state in a folder. */
export type RunningWorker = Readonly<{
  url: string;
  /** Fires the cron trigger as of this time (Unix milliseconds), and waits for its end. */
  tick: (atMs: number) => Promise<void>;
  stop: () => Promise<void>;
}>;

/** T of the local deployment. */
export const SLOT_MS = 60_000;

/** The one cron trigger of wrangler.toml. */
const CRON = "* * * * *";

/**
 * Starts the Worker of wrangler.toml's top level with one-minute slots and targets on loopback.
 *
 * @param operatorToken  what operators' routes ask for
 */
export async function startLocalWorker(
  port: number,
  stateDir: string,
  operatorToken: string,
): Promise<RunningWorker> {
  // Read when wrangler is loaded: no line for every message of a queue, and no question to the internet.
  process.env["WRANGLER_LOG"] ??= "error";
  process.env["CLOUDFLARE_CF_FETCH_ENABLED"] ??= "false";
  // wrangler wants the folder of the assets to be there, built or not.
  mkdirSync(new URL("../../dist/dashboard", import.meta.url), { recursive: true });
  const { unstable_startWorker: startWorker } = await import("wrangler");
  const text = (value: string) => ({ type: "plain_text" as const, value });
  const worker = await startWorker({
    config: fileURLToPath(new URL("../../wrangler.toml", import.meta.url)),
    bindings: {
      PRESET: text("paid"),
      SLOT_SECONDS: text(String(SLOT_MS / 1000)),
      ALLOW_LOOPBACK: text("true"),
      OPERATOR_TOKEN: text(operatorToken),
    },
    dev: {
      server: { hostname: "127.0.0.1", port },
      persist: stateDir,
      inspector: false,
      watch: false,
      logLevel: "error",
    },
  });
  await worker.ready;
  const url = `http://127.0.0.1:${port}`;
  return {
    url,
    tick: async (atMs) => {
      // `worker.scheduled()` asks wrangler's proxy, which has no such handler.
      const query = new URLSearchParams({ cron: CRON, time: String(atMs) });
      const reply = await fetch(`${url}/cdn-cgi/local/scheduled?${query}`);
      if (!reply.ok) throw new Error(`cron: HTTP ${reply.status}: ${await reply.text()}`);
    },
    stop: () => worker.dispose(),
  };
}
