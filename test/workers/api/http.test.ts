import { beforeAll, expect, it } from "vitest";
import { job } from "../../support/job.ts";
import { seedHour } from "./seed-hour.ts";
import { seedScores } from "./seed-scores.ts";
import { addressOf, networkOf } from "../../support/network.ts";
import { rollup } from "../../support/rollup.ts";
import { ask, problem } from "./ask.ts";
import { pathsWithData } from "./paths-with-data.ts";
import { seedExplorer, seedNetwork } from "./seed-network.ts";

beforeAll(async () => {
  const rows = [rollup({ hour: "2026-01-09T13:00:00Z", orchestrator: A })];
  await seedHour({
    hour: "2026-01-09T13:00:00Z",
    jobs: [job({ orchestrator: A })],
    rollups: rows,
  });
  await seedNetwork(networkOf([{ orchestrator: A }]));
  await seedExplorer(rows);
  await seedScores(rows);
});

const A = addressOf(1);
const HOUR = "/v1/hours/2026-01-09T13:00:00Z";
const readable = pathsWithData(A);

it.each(readable)("gives %s an entity tag, a lifetime and every origin", async (path) => {
  const { status, headers } = await ask(path, {
    headers: { Origin: "https://explorer.livepeer.org" },
  });
  expect(status).toBe(200);
  expect(headers.get("ETag")).toMatch(/^"[^"]+"$/);
  expect(headers.get("Cache-Control")).toMatch(/^public, max-age=\d+/);
  expect(headers.get("Access-Control-Allow-Origin")).toBe("*");
});

it.each(readable)("answers 304 for %s to whoever has it", async (path) => {
  const etag = (await ask(path)).headers.get("ETag") ?? "";
  const again = await ask(path, { headers: { "If-None-Match": `"other", W/${etag}` } });
  expect(again.status).toBe(304);
  expect(await again.text()).toBe("");
  expect(again.headers.get("ETag")).toBe(etag);
  expect(again.headers.get("Access-Control-Allow-Origin")).toBe("*");
});

it.each(readable)("answers HEAD of %s without a body", async (path) => {
  const response = await ask(path, { method: "HEAD" });
  expect(response.status).toBe(200);
  expect(response.headers.get("ETag")).toBe((await ask(path)).headers.get("ETag"));
  expect(await response.text()).toBe("");
});

it.each(readable)("refuses to change %s, and says what is allowed", async (path) => {
  const response = await ask(path, { method: "POST" });
  expect(response.headers.get("Allow")).toBe("GET, HEAD, OPTIONS");
  expect(await problem(path, { method: "DELETE" })).toMatchObject({ status: 405 });
});

it("lets a browser ask first", async () => {
  const response = await ask("/v1/jobs", {
    method: "OPTIONS",
    headers: { Origin: "https://x.test", "Access-Control-Request-Method": "GET" },
  });
  expect(response.status).toBe(204);
  expect(response.headers.get("Access-Control-Allow-Methods")).toBe("GET,HEAD");
});

it.each(readable)("lets a browser take %s for nothing but what it is", async (path) => {
  const { headers } = await ask(path);
  expect(headers.get("X-Content-Type-Options")).toBe("nosniff");
  expect(headers.get("Content-Security-Policy")).toContain("default-src 'none'");
});

it("keeps a version for ever, and the latest for seconds", async () => {
  expect((await ask(`${HOUR}/1`)).headers.get("Cache-Control")).toContain("immutable");
  expect((await ask(HOUR)).headers.get("Cache-Control")).toContain("max-age=15");
});

it("has one form of refusal for a path that it does not know", async () => {
  expect(await problem("/v1/nothing")).toMatchObject({ status: 404, type: "about:blank" });
});
