import { createTestHarness } from "wrangler";

const TOKEN = "0123456789abcdef0123456789abcdef";

/** The parts of a deployment that a test asks: its API, its operators' routes and its cron, in workerd with D1, R2 and queues. */
export type Deployment = Readonly<{
  /** Asks the API, and under `/admin` the operators' routes. */
  fetch: typeof globalThis.fetch;
  token: string;
  tick: (worker: "livepeer-sla-scraper" | "livepeer-sla-cron", atMs: number) => Promise<unknown>;
  close: () => Promise<void>;
}>;

/** Starts an empty deployment of the three Workers apart. */
export async function deploy(): Promise<Deployment> {
  const worker = (env: string, vars: Record<string, string> = {}) => ({
    configPath: "wrangler.toml",
    env,
    vars,
  });
  const harness = createTestHarness({
    workers: [
      worker("api"),
      worker("scraper", { SLOT_SECONDS: "60", ALLOW_LOOPBACK: "true", OPERATOR_TOKEN: TOKEN }),
      // On Free not everything has room in one minute.
      worker("sla-cron", { PRESET: "paid" }),
    ],
  });
  await harness.listen();
  await harness.getWorker("livepeer-sla-scraper").applyD1Migrations("DB");
  const ask = async (input: string | URL | Request, init?: RequestInit) => {
    const { pathname, search } = new URL(String(input));
    const name = pathname.startsWith("/admin") ? "livepeer-sla-scraper" : "livepeer-sla-api";
    const { signal: _, ...rest } = init ?? {};
    const reply = await harness.getWorker(name).fetch(pathname + search, rest as never);
    return reply as unknown as Response;
  };
  return {
    fetch: ask,
    token: TOKEN,
    tick: (name, at) =>
      harness.getWorker(name).scheduled({ cron: "* * * * *", scheduledTime: new Date(at) }),
    close: () => harness.close(),
  };
}
