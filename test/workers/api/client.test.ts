import { env } from "cloudflare:workers";
import { beforeAll, expect, it } from "vitest";
import * as z from "zod";
import { type Client, createClient, ProblemError } from "../../../agent/src/client.ts";
import { Parameters } from "../../../schema/wire/api/parameter.ts";
import { ENDPOINTS, type Endpoint } from "../../../schema/wire/api/endpoints.ts";
import { DEFAULT_POLICY, policyDigest } from "../../../schema/sla/policy.ts";
import { routes } from "../../../workers/api/routes.ts";
import { job } from "../../support/job.ts";
import { addressOf, networkOf } from "../../support/network.ts";
import { rollup } from "../../support/rollup.ts";
import { ask } from "./ask.ts";
import { seedHour } from "./seed-hour.ts";
import { seedExplorer, seedNetwork } from "./seed-network.ts";
import { seedScores } from "./seed-scores.ts";

const A = addressOf(1);
const HOUR = "2026-01-09T13:00:00Z";
const KEY = "raw/v1/2026-01-09T13/29466541:0.ndjson.gz";
const asked: string[] = [];
const client = createClient("https://sla.test/", {
  fetch: (url) => {
    asked.push(url);
    return ask(url);
  },
});

beforeAll(async () => {
  const rows = [rollup({ hour: HOUR, orchestrator: A })];
  await seedHour({ hour: HOUR, jobs: [job({ orchestrator: A })], rollups: rows });
  await seedNetwork(networkOf([{ orchestrator: A }]));
  await seedExplorer(rows);
  await seedScores(rows);
  await env.ARCHIVE.put(KEY, new Uint8Array([31, 139]));
});

/** Pages for people have no method; neither have second names of a route. */
const FOR_PEOPLE = ["/v1", "/docs"];
const programs = routes.filter(
  ({ path, summary }) => !FOR_PEOPLE.includes(path) && !summary.startsWith("The same as "),
);
const shape = (schema: z.ZodType) =>
  z.toJSONSchema(schema, { io: "input", unrepresentable: "any" });
const said = (schema: z.ZodObject) =>
  Object.entries(schema.shape).map(([name, each]) => [name, Parameters.get(each as z.ZodType)]);

it("AC25 has one method for each route that answers programs, and the same schemas", () => {
  const endpoints: readonly Endpoint[] = Object.values(ENDPOINTS);
  expect(endpoints.map(({ path }) => path).toSorted()).toEqual(
    programs.map(({ path }) => path).toSorted(),
  );
  for (const { path, parameters, answers } of programs) {
    const own = endpoints.find((each) => each.path === path);
    expect(said(own?.parameters.path ?? z.object()), path).toEqual(said(parameters.path));
    expect(said(own?.parameters.query ?? z.object()), path).toEqual(said(parameters.query));
    const json = typeof own?.answers === "object" ? shape(own.answers) : null;
    expect(json, path).toEqual(answers === null ? null : shape(answers));
  }
});

const CALLS: { [N in keyof Client]: () => Promise<unknown> } = {
  gpuMetrics: () => client.gpuMetrics({ o_wallet: A, time_range: "24h" }),
  networkDemand: () => client.networkDemand({ witness: "corroborated" }),
  networkCapabilities: () => client.networkCapabilities(),
  compliance: () => client.compliance({ orchestrator_id: A, period: "24h" }),
  datasets: () => client.datasets({ type: "good" }),
  orchestrators: () => client.orchestrators({ limit: 5 }),
  orchestrator: () => client.orchestrator({ address: A }),
  history: () => client.history({ address: A, interval: "day" }),
  latencies: () => client.latencies({ address: A, period: "7d" }),
  jobs: () => client.jobs({ orchestrator: A }),
  hours: () => client.hours(),
  hour: () => client.hour({ hour: HOUR }),
  hourVersion: () => client.hourVersion({ hour: HOUR, version: 1 }),
  hourJobs: () => client.hourJobs({ hour: HOUR, version: 1 }),
  hourRollups: () => client.hourRollups({ hour: HOUR, version: 1 }),
  hourJobsPack: () => client.hourJobsPack({ hour: HOUR, version: 1, pack: 0 }),
  hourRollupsPack: () => client.hourRollupsPack({ hour: HOUR, version: 1, pack: 0 }),
  snapshots: () => client.snapshots(),
  snapshot: () => client.snapshot({ key: KEY }),
  policyOf: async () => client.policyOf({ digest: await policyDigest(DEFAULT_POLICY) }),
  day: () => client.day({ date: HOUR.slice(0, 10) }),
  registry: () => client.registry({ version: 1 }),
  scores: () => client.scores(),
  scoresList: async () =>
    client.scoresList({ digest: (await client.scores()).lists?.[0]?.digest ?? "" }),
  scoresPack: async () =>
    client.scoresPack({ digest: (await client.scores()).packs[0]?.digest ?? "" }),
  policy: () => client.policy(),
  metricsCatalog: () => client.metricsCatalog(),
  status: () => client.status(),
  health: () => client.health(),
  metrics: () => client.metrics(),
  openapi: () => client.openapi(),
  gatewayOrchestrators: () => client.gatewayOrchestrators({ caps: ["a/b", "c/d"], limit: 8 }),
  gatewayExplain: () => client.gatewayExplain({ min_sla: 90 }),
  gatewayPerfStats: () => client.gatewayPerfStats(),
  discoverOrchestrators: () => client.discoverOrchestrators(),
  regions: () => client.regions(),
  pipelines: () => client.pipelines(),
  aggregatedStats: () => client.aggregatedStats(),
  topAiScore: () => client.topAiScore({ orchestrator: A }),
  rawStats: () => client.rawStats({ orchestrator: A }),
  badge: () => client.badge({ address: A, period: "7d" }),
};

it.each(Object.keys(CALLS) as (keyof Client)[])("answers %s as its type says", async (name) => {
  const answer = await CALLS[name]();
  const { answers }: Endpoint = ENDPOINTS[name];
  if (answers === "text") expect(answer).toBeTypeOf("string");
  else if (answers === "bytes") expect(answer).toEqual(new Uint8Array([31, 139]));
  else expect(answers.safeParse(answer).error?.issues ?? []).toEqual([]);
});

it("gives an answer the type of its schema", async () => {
  const { views } = await client.compliance({ orchestrator_id: A });
  const score: number | null = views.any.score;
  expect(score).toBeTypeOf("object"); // Nothing is decided: null.
  // @ts-expect-error an orchestrator is required
  await expect(client.compliance()).rejects.toThrow("orchestrator_id is missing");
  // @ts-expect-error there is no such period
  await expect(client.compliance({ orchestrator_id: A, period: "2h" })).rejects.toThrow("period");
});

it("repeats a parameter that may be given more than once, and writes each as it must be in a URL", async () => {
  await client.gatewayOrchestrators({ caps: ["a/b c".replace(" ", "+"), "c/d"] });
  expect(asked.at(-1)).toBe("https://sla.test/v1/gateway/orchestrators?caps=a%2Fb%2Bc&caps=c%2Fd");
});

it("rejects with the problem document where the API refuses", async () => {
  const refused = await client.jobs({ limit: 9999 }).catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(ProblemError);
  expect(refused).toMatchObject({
    name: "ProblemError",
    problem: { status: 400, parameter: "limit", given: "9999" },
  });
  // A drop-in route refuses in other words.
  await expect(client.rawStats()).rejects.toMatchObject({
    problem: { status: 400, detail: expect.stringContaining("orchestrator is a required") },
  });
});

it("says which parameter of a path is missing before it asks", async () => {
  const before = asked.length;
  // @ts-expect-error an hour is required
  await expect(client.hour({})).rejects.toThrow("hour is missing for /v1/hours/{hour}");
  expect(asked.length).toBe(before);
});

it("keeps the prefix of its base", async () => {
  const urls: string[] = [];
  const fetch = async (url: string) => {
    urls.push(url);
    return Response.json({ status: "ok" });
  };
  await createClient("https://x.test/sla/", { fetch }).health();
  expect(urls).toEqual(["https://x.test/sla/healthz"]);
  expect(() => createClient("no url")).toThrow(TypeError);
});
