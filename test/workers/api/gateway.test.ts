import { env } from "cloudflare:workers";
import { beforeAll, expect, it } from "vitest";
import { GatewayExplanation, GatewayList } from "../../../schema/wire/api/gateway.ts";
import { NETWORK_KEY } from "../../../workers/store/published-documents.ts";
import { createApp } from "../../../workers/api/app.ts";
import { addressOf, networkOf, WORKFLOW } from "../../support/network.ts";
import { answer, ask, NOW_MS, problem } from "./ask.ts";
import { parsePerfStats, parseWebhook } from "./go-webhook.ts";
import { seedNetwork } from "./seed-network.ts";

// 200 orchestrators, of whom two share a service URI, one has none, one is down and one is new.
const nodes = Array.from({ length: 200 }, (_, i) => ({
  orchestrator: addressOf(i + 1),
  uri: `https://orchestrator-${i}.example:8935`,
  low: [60 + (i % 40) + 0.25],
  region: i % 2 === 0 ? "fra" : "lax",
  ...[
    { uri: "https://orchestrator-1.example:8935" },
    {},
    { uri: null },
    { state: "down" as const },
    { low: [], decided: 0 },
  ][i],
}));
const LIST = "/v1/gateway/orchestrators";
const ofSecondIsolate = createApp({ now: () => NOW_MS + 60_000, log: () => {} });

beforeAll(() => seedNetwork(networkOf(nodes)));

const pool = async (path: string) => parseWebhook(await (await ask(path)).text());

it.each([
  LIST,
  `${LIST}?min_sla=95&limit=8`,
  `${LIST}?caps=${WORKFLOW}&min_sla=99.5`,
  `${LIST}?region=lax&gpu=NVIDIA%20L40S&period=24h&witness=any`,
  "/discover-orchestrators",
  `/discover-orchestrators?caps=${WORKFLOW}&caps=text-to-image/x&unheard=of`,
])("gives %s as a list that go-livepeer takes whole", async (path) => {
  const rows = await answer(GatewayList, path);
  const entries = await pool(path);
  expect(entries).toHaveLength(rows.length);
  expect(rows.length).toBeGreaterThan(0);
  for (const { url, score } of entries) {
    expect(score).toBe(1);
    expect(url.protocol).toBe("https:");
    expect(url.port).toBe("8935");
  }
  expect(new Set(entries.map(({ url }) => url.href)).size).toBe(entries.length);
  expect(
    rows.map((row) => Object.keys(row).filter((key) => /^(address|score)$/i.test(key))),
  ).toEqual(rows.map(() => ["address", "score"]));
});

it("keeps its bytes while nothing changes, whoever answers and whenever", async () => {
  const body = await (await ask(LIST)).text();
  expect(await (await ofSecondIsolate.request(LIST, {}, env)).text()).toBe(body);
  await seedNetwork(networkOf(nodes.toReversed()));
  const later = createApp({ now: () => NOW_MS + 3_600_000, log: () => {} });
  expect(await (await later.request(LIST, {}, env)).text()).toBe(body);
});

it("lists the best first, and by limit no more than that", async () => {
  const rows = await answer(GatewayList, `${LIST}?limit=8`);
  expect(rows).toHaveLength(8);
  const scores = rows.map(({ sla_score }) => sla_score);
  expect(scores).toEqual(scores.toSorted((a, b) => (b ?? -1) - (a ?? -1)));
  expect(scores.filter((score) => score === null)).toHaveLength(1); // The newcomer.
});

it("says of every node whether it is in that list, and by which rule", async () => {
  const query = "?limit=8&min_sla=95";
  const listed = new Set((await answer(GatewayList, LIST + query)).map((row) => row.eth_address));
  const {
    nodes: all,
    rules,
    leaves_below,
  } = await answer(GatewayExplanation, `/v1/gateway/explain${query}`);
  expect(all).toHaveLength(200);
  expect(leaves_below).toBe(93);
  for (const node of all) {
    expect(node.listed).toBe(listed.has(node.orchestrator));
    expect(rules[node.rule]).toMatch(node.listed ? /^In/ : /^Out/);
  }
  const ruleOf = (i: number) =>
    all.find(({ orchestrator }) => orchestrator === addressOf(i + 1))?.rule;
  expect([2, 3, 4].map(ruleOf)).toEqual(["no_service_uri", "down", "explored"]);
  expect([ruleOf(0), ruleOf(1)]).toContain("same_uri");
});

it("gives perf-stats that go-livepeer takes, by recipient and region", async () => {
  const body = await (await ask("/v1/gateway/perf-stats")).text();
  const scores = parsePerfStats(body, "global");
  expect(scores.get(addressOf(40))).toBe(0.99);
  expect(parsePerfStats(body, "lax").has(addressOf(40))).toBe(true);
  expect(parsePerfStats(body, "fra").has(addressOf(40))).toBe(false);
  expect(scores.has(addressOf(5))).toBe(false); // Unknown is left out: entries are never taken back.
});

it.each([
  ["min_sla=101", "min_sla"],
  ["min_sla=NaN", "min_sla"],
  ["limit=0", "limit"],
  ["caps=nothing", "caps"],
  ["period=30d", "period"],
  ["witness=me", "witness"],
  ["region=FRA", "region"],
  ["sort=score", "sort"],
])("AC14 refuses ?%s and does not guess", async (query, parameter) => {
  expect(await problem(`${LIST}?${query}`)).toMatchObject({ status: 400, parameter });
});

it("is empty only where nobody serves what was asked", async () => {
  await seedNetwork(networkOf([{ orchestrator: addressOf(1) }]));
  const app = createApp({ now: () => NOW_MS, log: () => {} });
  const response = await app.request(`${LIST}?caps=text-to-image/nobody`, {}, env);
  expect([response.status, await response.text()]).toEqual([200, "[]"]);
});

it("gives the last good list with 200 when the archive has lost it, and 503 to whom there is none", async () => {
  let now = NOW_MS;
  const app = createApp({ now: () => now, log: () => {} });
  await seedNetwork(networkOf(nodes));
  const good = await (await app.request(LIST, {}, env)).text();
  await env.ARCHIVE.delete(NETWORK_KEY);
  now += 600_000;
  const stale = await app.request(LIST, {}, env);
  expect([stale.status, await stale.text()]).toEqual([200, good]);
  expect(stale.headers.get("X-Sla-Stale")).toBe("true");
  expect(stale.headers.get("Age")).toBe("600");
  const none = await app.request(`${LIST}?limit=3`, {}, env);
  expect(none.status).toBe(503);
  expect(none.headers.get("Retry-After")).toBe("1");
});
