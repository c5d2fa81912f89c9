import { env } from "cloudflare:workers";
import { beforeAll, expect, it } from "vitest";
import { createApp } from "../../../workers/api/app.ts";
import { Problem } from "../../../schema/wire/problem.ts";
import { job } from "../../support/job.ts";
import { addressOf, networkOf } from "../../support/network.ts";
import { rollup } from "../../support/rollup.ts";
import { NOW_MS } from "./ask.ts";
import { seedExplorer, seedNetwork } from "./seed-network.ts";
import { seedHour } from "./seed-hour.ts";

const A = addressOf(1);

beforeAll(async () => {
  const rows = [rollup({ hour: "2026-01-09T13:00:00Z", orchestrator: A })];
  await seedHour({ hour: "2026-01-09T13:00:00Z", jobs: [job({ orchestrator: A })], rollups: rows });
  await seedNetwork(networkOf([{ orchestrator: A }]));
  await seedExplorer(rows);
});

const ports = { now: () => NOW_MS, log: () => {} };

/** Asks from one place, each time something else. @returns how often each status was answered, and a refusal */
async function askOften(
  times: number,
  path: (i: number) => string,
  from: string | null,
  bindings: Partial<typeof env> = env,
) {
  const app = createApp(ports);
  const statuses: Record<number, number> = {};
  let refused: Response | null = null;
  const headers = from === null ? {} : { "CF-Connecting-IP": from };
  for (let i = 0; i < times; i++) {
    const response = await app.request(path(i), { headers }, bindings);
    statuses[response.status] = (statuses[response.status] ?? 0) + 1;
    if (response.status === 429) refused = response;
    else await response.text();
  }
  return { statuses, refused };
}

const sums = (i: number) => `/v1/network/demand?gateway=${addressOf(i + 1)}`;

it("refuses costly reads beyond 100 in 10 seconds to one place, and says when to try again", async () => {
  // The simulator's window may end in between: then a second hundred begins, and no third.
  const { statuses, refused } = await askOften(210, sums, "192.0.2.1");
  expect(statuses[200]).toBeGreaterThanOrEqual(100);
  expect(statuses[429]).toBeGreaterThanOrEqual(10);
  expect(refused?.headers.get("Retry-After")).toBe("1");
  expect(refused?.headers.get("Cache-Control")).toBe("no-store");
  expect(refused?.headers.get("Access-Control-Allow-Origin")).toBe("*");
  expect(Problem.parse(await refused?.json())).toMatchObject({ status: 429 });
  // Nobody is limited for what somebody else asked.
  expect((await askOften(1, sums, "192.0.2.3")).statuses).toEqual({ 200: 1 });
});

const exhausted = { ...env, COSTLY_READS: { limit: async () => ({ success: false }) } };

it("has no limit where there is no binding, where it fails, and where nobody says who asks", async () => {
  const { COSTLY_READS: _, ...without } = env;
  const failing = { ...env, COSTLY_READS: { limit: () => Promise.reject(new Error("down")) } };
  expect((await askOften(3, sums, "192.0.2.4", without)).statuses).toEqual({ 200: 3 });
  expect((await askOften(3, sums, "192.0.2.4", failing)).statuses).toEqual({ 200: 3 });
  expect((await askOften(3, sums, null, exhausted)).statuses).toEqual({ 200: 3 });
});

it.each([
  "/api/regions",
  "/api/pipelines",
  "/api/aggregated_stats",
  "/api/top_ai_score",
  "/v1/gateway/orchestrators",
  "/v1/gateway/perf-stats",
  "/discover-orchestrators",
  "/v1/status",
])("never limits %s, which real clients ask for without end", async (path) => {
  expect((await askOften(1, () => path, "192.0.2.5", exhausted)).statuses).toEqual({ 200: 1 });
});

it.each([
  "/v1/gpu/metrics",
  "/v1/network/demand",
  `/v1/sla/compliance?orchestrator_id=${A}&end=2026-01-09T14:00:00Z`,
  `/v1/orchestrators/${A}/history`,
  "/v1/jobs",
  "/v1/snapshots",
  `/api/raw_stats?orchestrator=${A}`,
])("limits %s, which adds up, walks or lists", async (path) => {
  const { statuses, refused } = await askOften(1, () => path, "192.0.2.5", exhausted);
  expect(statuses).toEqual({ 429: 1 });
  expect(refused?.headers.get("Retry-After")).toBe("1");
});

it("sends what it kept, and says so, before it refuses", async () => {
  let nowMs = NOW_MS;
  const app = createApp({ ...ports, now: () => nowMs });
  const ask = (success: boolean) =>
    app.request(
      sums(0),
      { headers: { "CF-Connecting-IP": "192.0.2.6" } },
      { ...env, COSTLY_READS: { limit: async () => ({ success }) } },
    );
  expect((await ask(true)).status).toBe(200);
  nowMs += 60_000;
  const response = await ask(false);
  expect(response.status).toBe(200);
  expect(response.headers.get("X-Sla-Stale")).toBe("true");
});
