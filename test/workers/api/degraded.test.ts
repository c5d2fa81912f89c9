import { env } from "cloudflare:workers";
import { beforeAll, expect, it } from "vitest";
import { Problem } from "../../../schema/wire/problem.ts";
import { createApp } from "../../../workers/api/app.ts";
import { job } from "../../support/job.ts";
import { addressOf, networkOf } from "../../support/network.ts";
import { rollup } from "../../support/rollup.ts";
import { NOW_MS } from "./ask.ts";
import { pathsWithData } from "./paths-with-data.ts";
import { seedExplorer, seedNetwork } from "./seed-network.ts";
import { seedHour } from "./seed-hour.ts";
import { seedScores } from "./seed-scores.ts";

const hour = "2026-01-09T13:00:00Z";
const A = addressOf(1);

beforeAll(async () => {
  const sums = { counts: { success: 1, credit_ppm: 1_000_000 }, amounts: {}, histograms: {} };
  const rows = [rollup({ hour, orchestrator: A, sums })];
  await seedHour({ hour, jobs: [job({ orchestrator: A })], rollups: rows });
  await seedNetwork(networkOf([{ orchestrator: A }]));
  await seedExplorer(rows);
  await seedScores(rows);
});

/** A binding that answers nothing, whatever it is asked. */
const broken = <T extends object>(): T =>
  new Proxy({} as T, {
    get: () => () => {
      throw new Error("storage is down");
    },
  });
const OUTAGES = {
  D1: () => ({ ...env, DB: broken<D1Database>() }),
  R2: () => ({ ...env, ARCHIVE: broken<R2Bucket>() }),
  both: () => ({ ...env, DB: broken<D1Database>(), ARCHIVE: broken<R2Bucket>() }),
};
const cases = (Object.keys(OUTAGES) as (keyof typeof OUTAGES)[]).flatMap((outage) =>
  pathsWithData(A).map((path) => ({ outage, path })),
);

/** A cache as Workers have it, of this isolate: what outlives an app. */
function memoryCache() {
  const kept = new Map<string, Response>();
  return {
    put: async (url: RequestInfo | URL, response: Response) =>
      void kept.set(String(url), response.clone()),
    match: async (url: RequestInfo | URL) => kept.get(String(url))?.clone(),
  };
}

it.each(cases)(
  "gives the last good answer of $path while $outage is down",
  async ({ outage, path }) => {
    let now = NOW_MS;
    const cache = memoryCache();
    const ports = { now: () => now, log: () => {}, lastGood: () => cache };
    const app = createApp(ports);
    const good = await app.request(path, {}, env);
    expect(good.status).toBe(200);
    const bytes = await good.text();
    now += 120_000;
    // The same isolate, and one that has never answered.
    for (const each of [app, createApp(ports)]) {
      const after = await each.request(path, {}, OUTAGES[outage]());
      expect(after.status).toBe(200);
      const body = await after.text();
      const isStale = after.headers.get("X-Sla-Stale") === "true";
      if (!isStale && path === "/v1/status") continue; // It says what it can read, anew.
      expect(body).toBe(bytes);
      if (isStale) {
        expect(after.headers.get("Age")).toBe("120");
        expect(after.headers.get("Cache-Control")).toBe("public, max-age=5");
        expect(after.headers.get("Access-Control-Allow-Origin")).toBe("*");
      }
    }
  },
);

it.each(cases)(
  "says 503 of $path without a good answer while $outage is down",
  async ({ outage, path }) => {
    const lines: string[] = [];
    const app = createApp({ now: () => NOW_MS, log: (line) => void lines.push(line) });
    const response = await app.request(path, {}, OUTAGES[outage]());
    if (response.status === 200) {
      // This route does not need what is down: what it says is what it says on a good day.
      expect(lines).toEqual([]);
      const good = await createApp({ now: () => NOW_MS, log: () => {} }).request(path, {}, env);
      expect(await response.text()).toBe(await good.text());
      return;
    }
    expect(response.status).toBe(503);
    expect(Problem.parse(await response.json()).detail).not.toContain("storage is down");
    expect(response.headers.get("Retry-After")).toBe("1");
    expect(response.headers.get("Cache-Control")).toBe("no-store");
    expect(JSON.parse(lines[0] ?? "")).toMatchObject({ event: "api.storage_failed" });
  },
);
