import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { windowDigest } from "../../schema/sla/chain.ts";
import { hourOf } from "../../schema/sla/hour.ts";
import { EMPTY_STATE, reduceWindow } from "../../schema/sla/reduce/reduce-window.ts";
import { JobsPage } from "../../schema/wire/api/jobs.ts";
import { PublishedHour } from "../../schema/wire/hour.ts";
import { Identity } from "../../schema/wire/identity.ts";
import type { SignedWindow } from "../../schema/wire/window.ts";
import { stream } from "../properties/stream.ts";
import { MINUTE_MS, T0 } from "../schema/sla/publish/scene.ts";
import { signedWindow, testAgent, windowsPage } from "../support/windows.ts";
import { deploy, type Deployment } from "./deployment.ts";

const API = "http://sla.test";
const NOW = Date.now();
/** The first of two whole minutes that have passed, of one hour. */
const START = (() => {
  const start = (Math.floor(NOW / MINUTE_MS) - 2) * MINUTE_MS;
  return hourOf(start) === hourOf(start + MINUTE_MS) ? start : start - MINUTE_MS;
})();

/** What a gateway's agent has sealed: of a stream of 70 s, one minute, and then the other. */
const sealed: SignedWindow[] = [];
let deployment: Deployment;
let sealNext: () => Promise<void>;

const agent = await testAgent();
const server = createServer(({ url = "" }, response) => {
  const identity = Identity.parse({
    schema: "livepeer.sla.identity/1",
    agent: agent.key,
    role: "gateway",
    orchestrator: null,
    node: null,
    region: null,
    agent_version: "0.1.0",
    window_schemas: ["livepeer.sla.window/1"],
  });
  const body = url.startsWith("/v1/identity") ? identity : windowsPage(sealed);
  response.setHeader("content-type", "application/json").end(JSON.stringify(body));
});

beforeAll(async () => {
  const { gateway } = stream({ at: START - T0 + 20_000, lengthMs: 70_000 });
  let state = EMPTY_STATE;
  sealNext = async () => {
    const seq = sealed.length;
    const [start, below] = [START + seq * MINUTE_MS, sealed.at(-1)];
    const facts = gateway.filter(({ at }) => at >= start && at < start + MINUTE_MS);
    const turn = { role: "gateway", start, decideAll: false } as const;
    const { state: next, content } = reduceWindow(state, facts, turn);
    state = next;
    const prev = below ? await windowDigest(below) : null;
    sealed.push(await signedWindow(agent, { ...content, role: "gateway", start, seq, prev }));
  };
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  deployment = await deploy();
  const reply = await deployment.fetch(`${API}/admin/targets`, {
    method: "POST",
    headers: { authorization: `Bearer ${deployment.token}`, "content-type": "application/json" },
    body: JSON.stringify([{ url, agent: agent.key, role: "gateway" }]),
  });
  expect(reply.status, await reply.text()).toBe(200);
});

afterAll(async () => {
  server.close();
  await deployment.close();
});

/** Scrapes in the turn of a minute, publishes until the hour has so many windows, and lists what is live. */
async function publishedWith(windows: number) {
  const at = NOW + windows * MINUTE_MS;
  await deployment.tick("livepeer-sla-scraper", at);
  const hour = await vi.waitFor(
    async () => {
      await deployment.tick("livepeer-sla-cron", at);
      const reply = await deployment.fetch(`${API}/v1/hours/${hourOf(START)}`);
      const found = PublishedHour.parse(await reply.json());
      expect(found.windows).toBe(windows);
      return found;
    },
    { timeout: 60_000, interval: 200 },
  );
  // Another limit, another answer: the same one may be sent again for 10 s.
  const reply = await deployment.fetch(`${API}/v1/jobs?limit=${windows}`);
  const { jobs } = JobsPage.parse(await reply.json());
  return { open_jobs: hour.open_jobs, jobs: jobs.map(({ state, outcome }) => [state, outcome]) };
}

it("AC24: a stream is in the live list while it runs, and not once the minute of its end is published", async () => {
  await sealNext();
  expect(await publishedWith(1)).toEqual({ open_jobs: 1, jobs: [["open", "pending"]] });
  await sealNext();
  expect(await publishedWith(2)).toEqual({ open_jobs: 0, jobs: [["decided", "success"]] });
});
