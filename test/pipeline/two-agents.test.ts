import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { JobsPage } from "../../schema/wire/api/jobs.ts";
import { Compliance } from "../../schema/wire/compliance.ts";
import type { Job } from "../../schema/wire/job.ts";
import { pseudonymOf } from "../../schema/wire/pseudonym.ts";
import { TargetInput } from "../../schema/wire/target.ts";
import { servedBy } from "../agent/support/test-agent.ts";
import { migrate } from "../sim/migrate.ts";
import type { Place } from "../sim/node/gateway-words.ts";
import { simOrchestratorNode } from "../sim/node/orchestrator-node.ts";
import { NORMAL, SCRIPT_MS, SWAPPED, swapScript } from "../sim/node/swap-script.ts";
import { published } from "../sim/published.ts";
import { register } from "../sim/register.ts";
import { windowsByHour } from "../sim/windows-by-hour.ts";
import { startLocalWorker } from "../sim/worker.ts";
import { fastClock } from "../support/fast-clock.ts";
import { AGENT, type AgentProcess, startAgent } from "./agent-process.ts";
import { freePort } from "./start-process.ts";

const TOKEN = "0123456789abcdef0123456789abcdef";
const place = (orchestrator: string, node: string): Place => ({
  orchestrator: `0x${orchestrator.repeat(20)}`,
  node: `0x${node.repeat(20)}`,
});
const [A, B] = [place("aa", "a1"), place("bb", "b1")];

const RATE = 20;
const MINUTE = 60_000;
/** Enough for the whole script; more where an hour would end in it, so that one hour holds it all. */
const LAG_MS = 15 * MINUTE;
const isLateInItsHour = (ms: number) => new Date(ms).getUTCMinutes() >= 52;

const folder = mkdtempSync(join(tmpdir(), "two-agents-"));
const cleanup: (() => Promise<unknown>)[] = [];
let jobs: Job[];
let url: string;

beforeAll(async () => {
  await migrate(join(folder, "state"));
  const worker = await startLocalWorker(await freePort(), join(folder, "state"), TOKEN);
  cleanup.push(worker.stop);
  ({ url } = worker);
  const clock = fastClock(
    RATE,
    isLateInItsHour(Date.now() - LAG_MS) ? LAG_MS + 10 * MINUTE : LAG_MS,
  );
  const env = { ...clock.env, HOME: folder };
  const start = async (name: string, flags: readonly string[]) => {
    const store = join(folder, name, "store");
    const agent = await startAgent(AGENT, ["--store", store, ...flags], { env });
    cleanup.push(agent.end);
    return agent;
  };
  const orchestrator = async (name: string, place: Place) => {
    const node = await simOrchestratorNode(join(folder, name), clock.now);
    cleanup.push(async () => node[Symbol.asyncDispose]());
    const role = ["--role", "orchestrator"];
    const who = ["--orchestrator", place.orchestrator, "--node", place.node];
    const agent = await start(name, [...role, ...who, ...node.flags, "--gpu-command", "off"]);
    await agent.untilWell("trickle", "node-log", "runner", "node-metrics");
    return { node, place, agent };
  };
  const gatewayOff = ["--gateway-heartbeat-port", "off", "--gateway-status-url", "off"];
  const [a, b, gateway] = await Promise.all([
    orchestrator("a", A),
    orchestrator("b", B),
    start("gateway", ["--role", "gateway", "--events", "-", ...gatewayOff]),
  ]);

  const t0 = clock.now() + 5_000;
  for (const [at, happen] of swapScript(t0, a, b, gateway.tell)) {
    await clock.until(t0 + at);
    happen();
  }
  const agents = [a.agent, b.agent, gateway];
  const windows = (
    await Promise.all(agents.map((agent) => sealedUntil(agent, t0 + SCRIPT_MS)))
  ).flat();
  const targets = [
    { role: "orchestrator", ...A },
    { role: "orchestrator", ...B },
    { role: "gateway" },
  ].map((who, i) => {
    const { url, identity } = agents[i] as AgentProcess;
    return TargetInput.parse({ url, agent: identity.agent, ...who });
  });
  const shards = await register(url, TOKEN, targets);
  expect(
    await published(worker, { windows: windowsByHour(windows), shards }, () => false),
  ).not.toBe(null);
  ({ jobs } = JobsPage.parse(await (await fetch(`${url}/v1/jobs`)).json()));
});

afterAll(async () => {
  for (const step of cleanup.toReversed()) await step();
  rmSync(folder, { recursive: true, force: true });
});

/** Starts of an agent's windows, once the minute of that moment is sealed. */
async function sealedUntil({ url }: AgentProcess, atMs: number): Promise<number[]> {
  return vi.waitFor(
    async () => {
      const windows = await servedBy((path) => fetch(url + path));
      const starts = windows.map(({ window }) => window.start);
      expect(Math.max(...starts) + MINUTE).toBeGreaterThan(atMs);
      return starts;
    },
    { timeout: 60_000, interval: 200 },
  );
}

const jobOf = async (request: string, { orchestrator }: Place) => {
  const pseudonym = await pseudonymOf(request);
  const found = jobs.filter(
    (job) => job.request === pseudonym && job.orchestrator === orchestrator,
  );
  expect(found).toHaveLength(1);
  return found[0]!;
};
const complianceOf = async ({ orchestrator }: Place) => {
  const query = `orchestrator_id=${orchestrator}&period=24h`;
  return Compliance.parse(await (await fetch(`${url}/v1/sla/compliance?${query}`)).json());
};

it("joins what both sides saw of each request, and finds no other job", async () => {
  expect(jobs).toHaveLength(3);
  for (const job of jobs)
    expect(job).toMatchObject({
      state: "decided",
      evidence: {
        witness: "both",
        decided_by: "gateway",
        gateway: { role: "gateway", relayed: true },
        orchestrator: { role: "orchestrator", relayed: false },
      },
    });
});

it("AC05: charges the swap to the orchestrator that was left, with its own error and minutes", async () => {
  expect(await jobOf(SWAPPED, A)).toMatchObject({
    outcome: "failed",
    cause: "gpu",
    swapped: true,
    errors: 1,
    first_frame_ms: 3_500, // received at 0 s, first output with the gateway at 3.5 s
    // Statuses of 11.5, 21.5, 31.5 and 41.5 s: the first is partial, each other covers 10 s.
    fps: { mean: 20, samples: 3, zero_samples: 1 },
    active_seconds: 30,
    credit_ppm: 0,
    fees: { tickets: 1, expected_value_wei: "2400000000000" },
    evidence: { orchestrator: { outcome: "failed", cause: "gpu", ending: "error" } },
  });
});

it("AC05: does not charge the one that took over", async () => {
  expect(await jobOf(SWAPPED, B)).toMatchObject({
    outcome: "success",
    cause: null,
    swapped: false,
    errors: 0,
    first_frame_ms: 2_600, // left A at 45.9 s, first output with the gateway at 48.5 s
    // Statuses of 56.5 to 96.5 s, the first is partial.
    fps: { mean: 20, samples: 4, zero_samples: 1 },
    active_seconds: 40,
    credit_ppm: 1_000_000,
    fees: { tickets: 1, expected_value_wei: "2400000000000" },
    evidence: { orchestrator: { outcome: "success", cause: null, ending: "client_left" } },
  });
});

it("tells of the stream that nothing happened to", async () => {
  expect(await jobOf(NORMAL, B)).toMatchObject({
    outcome: "success",
    swapped: false,
    first_frame_ms: 3_500, // 4 s to 7.5 s
    // Statuses of 15.5 to 65.5 s, the first is partial.
    fps: { mean: 20, samples: 5, zero_samples: 1 },
    active_seconds: 50,
    credit_ppm: 1_000_000,
    evidence: { orchestrator: { outcome: "success", ending: "client_left" } },
  });
});

it("AC05: lowers A's score and stability, and leaves B's at the full", async () => {
  const [a, b] = await Promise.all([complianceOf(A), complianceOf(B)]);
  for (const view of [a.views.any, a.views.corroborated])
    expect(view).toMatchObject({
      decided: 1,
      failed: 1,
      score: 0,
      lost_ppm: { failures: { gpu: 1_000_000 }, qualities: {} },
      slos: { stability: { good: 0, valid: 1 } },
    });
  for (const view of [b.views.any, b.views.corroborated])
    expect(view).toMatchObject({
      decided: 2,
      success: 2,
      failed: 0,
      score: 100,
      credit_ppm: 2_000_000,
      lost_ppm: { failures: {}, qualities: {} },
      slos: { stability: { good: 2, valid: 2 } },
    });
  expect(b.corroborated).toMatchObject({ good: 2, valid: 2 });
});
