import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { createTestHarness } from "wrangler";
import { JobsPage } from "../../schema/wire/api/jobs.ts";
import { HoursPage } from "../../schema/wire/api/hours.ts";
import { Compliance } from "../../schema/wire/compliance.ts";
import { Pseudonym } from "../../schema/wire/identifier.ts";
import { entry, totals } from "../support/job-entry.ts";
import { signedChain, type TestAgent, testAgent, windowsPage } from "../support/windows.ts";

/** Three Workers as they are deployed apart: each with its own bindings, one database, one archive, one queue. */
const TOKEN = "0123456789abcdef0123456789abcdef";
const ORCHESTRATOR = `0x${"ab".repeat(20)}`;
const GATEWAY = `0x${"9a".repeat(20)}`;
const worker = (env: string, vars: Record<string, string> = {}) => ({
  configPath: "wrangler.toml",
  env,
  vars,
});
const harness = createTestHarness({
  workers: [
    worker("api"),
    worker("scraper", { SLOT_SECONDS: "60", ALLOW_LOOPBACK: "true", OPERATOR_TOKEN: TOKEN }),
    worker("sla-cron"),
  ],
});
const api = (path: string) => harness.getWorker("livepeer-sla-api").fetch(path);
const tick = (name: "livepeer-sla-scraper" | "livepeer-sla-cron", at: number) =>
  harness.getWorker(name).scheduled({ cron: "* * * * *", scheduledTime: new Date(at) });

/** The little of R2 that the test reads. */
type R2Like = { list(of: { prefix: string }): Promise<{ objects: unknown[] }> };

const now = Date.now();
const start = Math.floor(now / 60_000) * 60_000 - 180_000;
const servers: Server[] = [];

/** An agent's public route over a real socket: two signed minutes, of which the second decides one job. */
async function serve(agent: TestAgent, role: "gateway" | "orchestrator"): Promise<string> {
  const job = entry(totals({ ended_at: start + 100_000 }), {
    job: Pseudonym.parse(role === "gateway" ? "1".repeat(16) : "2".repeat(16)),
    request: Pseudonym.parse("a".repeat(16)),
    orchestrator: ORCHESTRATOR as never,
    started_at: start,
    first_output_at: start + 1000,
  });
  const windows = await signedChain(agent, 2, { role, start, jobs: [job] });
  const server = createServer((_, response) =>
    response
      .setHeader("content-type", "application/json")
      .end(JSON.stringify(windowsPage(windows))),
  );
  servers.push(server);
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

beforeAll(async () => {
  await harness.listen();
  await harness.getWorker("livepeer-sla-scraper").applyD1Migrations("DB");
  const [gateway, orchestrator] = [await testAgent(), await testAgent()];
  const rows = [
    { url: await serve(gateway, "gateway"), agent: gateway.key, role: "gateway", gateway: GATEWAY },
    {
      url: await serve(orchestrator, "orchestrator"),
      agent: orchestrator.key,
      role: "orchestrator",
      orchestrator: ORCHESTRATOR,
    },
  ];
  const reply = await harness.getWorker("livepeer-sla-scraper").fetch("/admin/targets", {
    method: "POST",
    headers: { authorization: `Bearer ${TOKEN}`, "content-type": "application/json" },
    body: JSON.stringify(rows),
  });
  expect(reply.status).toBe(200);
});

afterAll(async () => {
  for (const server of servers) server.close();
  await harness.close();
});

it("carries signed windows through queue, archive and ledger to what the API answers", async () => {
  // Not before its agents were registered: a turn asks those whom its slot knows.
  const at = Date.now();
  await tick("livepeer-sla-scraper", at);
  // The queue delivers when it likes; the API, which keeps what it once answered, is asked when all is published.
  const { ARCHIVE } = await harness.getWorker<{ ARCHIVE: R2Like }>("livepeer-sla-cron").getEnv();
  let minutes = 0;
  await vi.waitFor(
    async () => {
      // On Free not everything has room in one minute.
      await tick("livepeer-sla-cron", at + 60_000 * minutes++);
      const { objects } = await ARCHIVE.list({ prefix: "published/v1/scores" });
      expect(objects.length).toBeGreaterThan(0);
    },
    { timeout: 60_000, interval: 200 },
  );
  const { jobs } = JobsPage.parse(await (await api("/v1/jobs")).json());
  expect(jobs).toMatchObject([
    {
      orchestrator: ORCHESTRATOR,
      gateway: GATEWAY,
      state: "decided",
      outcome: "success",
      credit_ppm: 1_000_000,
      evidence: { decided_by: "gateway", witness: "both" },
    },
  ]);
  const query = `orchestrator_id=${ORCHESTRATOR}&period=24h`;
  const { views } = Compliance.parse(await (await api(`/v1/sla/compliance?${query}`)).json());
  expect([views.any.score, views.corroborated.score]).toEqual([100, 100]);
  const { hours } = HoursPage.parse(await (await api("/v1/hours")).json());
  expect(hours.length).toBeGreaterThan(0);
});

it("gives each Worker only what it needs", async () => {
  const bindings = async (name: string) =>
    Object.keys(await harness.getWorker(name).getEnv()).toSorted();
  expect(await bindings("livepeer-sla-api")).toEqual([
    "ARCHIVE",
    "ASSETS",
    "COSTLY_READS",
    "DB",
    "EMBED_SITES",
  ]);
  expect(await bindings("livepeer-sla-cron")).toEqual(["ARCHIVE", "CLOSES", "DB", "PRESET"]);
  // SLOT_SECONDS is what this test sets.
  expect(await bindings("livepeer-sla-scraper")).toEqual([
    "ALLOW_LOOPBACK",
    "ARCHIVE",
    "DB",
    "OPERATOR_TOKEN",
    "PRESET",
    "SCRAPES",
    "SLOT_SECONDS",
  ]);
  expect((await api("/admin/targets")).status).toBe(404);
  expect((await harness.getWorker("livepeer-sla-scraper").fetch("/v1/jobs")).ok).toBe(false);
});
