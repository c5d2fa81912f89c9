import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { createTestHarness } from "wrangler";
import { createClient } from "../../agent/src/client.ts";
import { hourOf } from "../../schema/sla/hour.ts";
import { Compliance, type Score } from "../../schema/wire/compliance.ts";
import { Pseudonym } from "../../schema/wire/identifier.ts";
import { Identity } from "../../schema/wire/identity.ts";
import type { JobEntry, JobTotals } from "../../schema/wire/job-entry.ts";
import { runMain } from "../agent/support/run-main.ts";
import { delta, entry, outputless, totals } from "../support/job-entry.ts";
import { signedChain, type TestAgent, testAgent, windowsPage } from "../support/windows.ts";

/**
 * The deployment scrapes three agents, and `score` pulls the same three: both must say the same numbers, where the collector
 * knew its agents from their first window on and asked them in every minute.
 */
const TOKEN = "0123456789abcdef0123456789abcdef";
const ORCHESTRATORS = [`0x${"ab".repeat(20)}`, `0x${"cd".repeat(20)}`] as const;
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
    worker("sla-cron", { PRESET: "paid" }),
  ],
});
const client = createClient("http://api.test", {
  fetch: async (url) => {
    const { pathname, search } = new URL(url);
    const reply = await harness.getWorker("livepeer-sla-api").fetch(pathname + search);
    return reply as unknown as Response;
  },
});
const tick = (name: "livepeer-sla-scraper" | "livepeer-sla-cron", at: number) =>
  harness.getWorker(name).scheduled({ cron: "* * * * *", scheduledTime: new Date(at) });

/** The little of D1 that the test writes. */
type D1Like = { prepare(sql: string): { bind(...of: unknown[]): { run(): Promise<unknown> } } };

/** The little of R2 that the test reads. */
type R2Like = { list(of: { prefix: string }): Promise<{ objects: unknown[] }> };

const now = Date.now();
const start = Math.floor(now / 60_000) * 60_000 - 180_000;
/** The minutes after the first window, to the one that lets the last window count as due. */
const SLOTS = [1, 2, 3, 4].map((minute) => start + minute * 60_000);
const servers: Server[] = [];
const urls: string[] = [];

/** Jobs with every kind of end: full credit, lost frames, a late first frame, a swap, a failure, an excuse. */
const ENDS: readonly Partial<JobTotals>[] = [
  {},
  { frames: [[20, 15, 80_000, 40_000 * 15_000]], stall_ms: 40_000 },
  { first_frame_ms: 9_000, first_output_ms: 8_000 },
  { swapped: true },
  { first_frame_ms: 1_700, e2e_ms: 2_999 },
];
const FAILURES: readonly Partial<JobTotals>[] = [
  { ending: "error", cause: "gpu", cause_proven: true },
  { ending: "error", cause: "model", cause_proven: false },
  { ending: "client_left", cause: null },
];

/** One side's account of job `n`: the two sides name a job differently, and its request alike. */
function told(role: "gateway" | "orchestrator", n: number, of: JobTotals): JobEntry {
  const name = (kind: number) => Pseudonym.parse((kind * 1000 + n).toString(16).padStart(16, "0"));
  return entry(
    { ...of, ended_at: start + 100_000 + n, last_evidence_at: start + 100_000 + n },
    {
      job: name(role === "gateway" ? 1 : 2),
      request: name(3),
      orchestrator: ORCHESTRATORS[n % 2] as never,
      started_at: start + 1_000 + n * 500,
      first_output_at: of.first_output_ms === null ? null : start + 2_500 + n * 500,
      delta: delta({ active_ms: of.active_ms, samples: of.samples, milli_fps_ms: of.milli_fps_ms }),
    },
  );
}

const ALL = [
  ...ENDS.map((more) => totals(more)),
  ...FAILURES.map((more) => outputless(more)),
  ...ENDS.map((more) => totals(more)),
].map((of, n) => ({ n, of }));

/** The gateway saw two of three; each orchestrator reports all of its own. */
const jobsOf = (role: "gateway" | "orchestrator", of: number | null): JobEntry[] =>
  ALL.filter(({ n }) => (of === null ? n % 3 !== 0 : n % 2 === of)).map((each) =>
    told(role, each.n, each.of),
  );

/** An agent's public routes over a real socket: who it is, and two signed minutes with its jobs, and one between them missing. */
async function serve(agent: TestAgent, who: Pick<Identity, "role" | "orchestrator">) {
  const { role, orchestrator } = who;
  const of = orchestrator === null ? null : ORCHESTRATORS.indexOf(orchestrator as never);
  const jobs = jobsOf(role, of);
  const all = [
    ...(await signedChain(agent, 1, { ...who, start, jobs, epoch: "e0000000" })),
    ...(await signedChain(agent, 1, { ...who, start: start + 120_000, epoch: "e0000001" })),
  ];
  const identity = Identity.parse({
    schema: "livepeer.sla.identity/1",
    agent: agent.key,
    ...who,
    node: null,
    region: null,
    agent_version: "0.1.0",
    window_schemas: ["livepeer.sla.window/1"],
  });
  const server = createServer(({ url = "" }, response) => {
    const body = url.startsWith("/v1/identity") ? identity : windowsPage(all);
    response.setHeader("content-type", "application/json").end(JSON.stringify(body));
  });
  servers.push(server);
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  urls.push(url);
  return { url, agent: agent.key, ...who };
}

beforeAll(async () => {
  await harness.listen();
  await harness.getWorker("livepeer-sla-scraper").applyD1Migrations("DB");
  const rows = [
    {
      ...(await serve(await testAgent(), { role: "gateway", orchestrator: null })),
      gateway: GATEWAY,
    },
    ...(await Promise.all(
      ORCHESTRATORS.map(async (orchestrator) =>
        serve(await testAgent(), { role: "orchestrator", orchestrator: orchestrator as never }),
      ),
    )),
  ];
  const reply = await harness.getWorker("livepeer-sla-scraper").fetch("/admin/targets", {
    method: "POST",
    headers: { authorization: `Bearer ${TOKEN}`, "content-type": "application/json" },
    body: JSON.stringify(
      rows.map(({ orchestrator, ...row }) => ({ ...row, ...(orchestrator && { orchestrator }) })),
    ),
  });
  expect(reply.status, await reply.text()).toBe(200);
});

afterAll(async () => {
  for (const server of servers) server.close();
  await harness.close();
});

/** What slots alone can tell, and agents cannot. */
function withoutSlots(score: Score) {
  const { availability: _availability, ...slos } = score.slos;
  return { ...score, slos };
}

/** All but how its agent answered probes (availability), the API's reasons for nulls, and the digests of what it is recomputed from. */
function numbersOf(compliance: Compliance) {
  const { views, hours, ...rest } = compliance;
  const { availability: _availability, nulls: _why, ...numbers } = rest;
  return {
    ...numbers,
    views: { any: withoutSlots(views.any), corroborated: withoutSlots(views.corroborated) },
    hours: hours.map(({ hour }) => hour),
  };
}

// An hour that turns meanwhile is due to its end, and what comes after its last window is no agent's to know.
it.skipIf(hourOf(start) !== hourOf(start + 360_000))(
  "says what `score` says over the same agents, completeness with it and availability apart, where it knew them from their first window on and asked in every minute",
  async () => {
    const at = Date.now();
    const { DB } = await harness.getWorker<{ DB: D1Like }>("livepeer-sla-scraper").getEnv();
    await DB.prepare("UPDATE targets SET registered_at = ?1, shard_since = ?1").bind(start).run();
    // At the end of each slot: by then every turn of it begins at once.
    for (const slot of SLOTS) await tick("livepeer-sla-scraper", slot + 59_000);
    const { ARCHIVE } = await harness.getWorker<{ ARCHIVE: R2Like }>("livepeer-sla-cron").getEnv();
    await vi.waitFor(
      async () => {
        const { objects } = await ARCHIVE.list({ prefix: "raw/v1/" });
        expect(objects.length).toBeGreaterThanOrEqual(SLOTS.length);
      },
      { timeout: 60_000, interval: 200 },
    );
    await vi.waitFor(
      async () => {
        await tick("livepeer-sla-cron", at);
        const { objects } = await ARCHIVE.list({ prefix: "published/v1/scores" });
        expect(objects.length).toBeGreaterThan(0);
      },
      { timeout: 60_000, interval: 200 },
    );
    for (const period of ["1h", "24h", "7d"] as const) {
      const { exit, out, err } = await runMain(["score", "--json", "--period", period, ...urls], {
        fetch,
      });
      expect(exit, err).toBe(0);
      const scores = Compliance.array().parse(JSON.parse(out));
      expect(scores.map(({ orchestrator }) => orchestrator)).toEqual(ORCHESTRATORS);
      for (const score of scores) {
        const { orchestrator } = score;
        const published = await client.compliance({ orchestrator_id: orchestrator, period });
        // The hour that runs is open to who publishes it, and no more than windows to who pulls them.
        expect(numbersOf(published)).toEqual({ ...numbersOf(score), open: published.open });
        expect(score.completeness).toEqual({ good: 2, valid: 3, ppm: 666_666 });
        expect(published.views.any.decided).toBeGreaterThan(3);
        expect(published.views.corroborated.decided).toBeGreaterThan(1);
        expect(published.views.any.score).toBeLessThan(100);
      }
    }
  },
  150_000,
);
