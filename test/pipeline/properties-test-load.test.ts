import { afterAll, beforeAll, expect, it } from "vitest";
import * as z from "zod";
import { HOUR_MS, hourOf, hourStart } from "../../schema/sla/hour.ts";
import { JobsPage } from "../../schema/wire/api/jobs.ts";
import { Observation } from "../../schema/wire/observation.ts";
import type { Stream } from "../properties/stream.ts";
import { MINUTE_MS, pseudonym } from "../schema/sla/publish/scene.ts";
import type { Observer } from "./live-agent.ts";
import { type ObservedNetwork, openNetwork } from "./observed-network.ts";
import { ALL, GATEWAY, observersOf } from "./variants.ts";

/** An hour that is over. */
const START = hourStart(hourOf(Date.now())) - HOUR_MS;

const NAMES = ["good", "bad", "new"] as const;
type Name = (typeof NAMES)[number];
const served = (streams: Readonly<Record<Name, readonly Partial<Stream>[]>>) =>
  observersOf(
    Object.fromEntries(
      NAMES.map((name) => [name, { streams: streams[name], seen: true, reports: ALL }]),
    ),
    START,
  );
/** The third is registered, and nobody has asked it for anything. */
const LIVE = served({
  new: [],
  good: [{ n: 1 }, { n: 2, at: 200_000, fps: () => 11 }],
  bad: [
    { n: 3, at: 90_000, lengthMs: 45_000, end: "swap" },
    { n: 4, at: 200_000, firstMs: null, end: { ending: "error" } },
  ],
});
/** Better than live traffic at one of them, worse at the other, failing at both, and all that there is of the third. */
const LOAD = served({
  new: [{ n: 906, at: 70_000, purpose: "test" }],
  good: [
    { n: 901, at: 70_000, fps: () => 1, purpose: "test" },
    { n: 902, at: 250_000, firstMs: null, end: { ending: "error" }, purpose: "test" },
  ],
  bad: [
    { n: 903, at: 70_000, fps: () => 60, purpose: "test" },
    { n: 904, at: 250_000, firstMs: null, end: { ending: "error" }, purpose: "test" },
    { n: 905, at: 260_000, lengthMs: 45_000, end: "swap", purpose: "test" },
  ],
});

/** Its stream is paid for, and one more request finds no orchestrator. */
function demandOf(n: number, orchestrator: string, purpose: "live" | "test"): Observation[] {
  const about = { at: START + 3 * MINUTE_MS, pipeline: "live-video-to-video", model: "sdxl" };
  const lost = { ...about, request: pseudonym(n + 50) };
  const ticket = { tickets: 3, face_value_wei: "1000", win_prob: "0.5" };
  return [
    { ...about, request: pseudonym(n), orchestrator, kind: "payment", ...ticket },
    { ...lost, kind: "request_received", purpose },
    { ...lost, kind: "no_capacity" },
  ].map((fact) => Observation.parse({ ...fact, id: `${fact.kind}-${n}` }));
}

/** The same agents, with test load or without: a second registered gateway sends it, and the orchestrators' agents report it. */
function agentsOf(withLoad: boolean): Observer[] {
  const [good, bad] = NAMES.map(LIVE.orchestratorOf);
  const live = demandOf(1, good!, "live");
  const factsOf = (name: string) =>
    LOAD.observers.flatMap((each) => (withLoad && each.name === name ? each.facts : []));
  return [
    ...LIVE.observers.map(({ name, facts, ...of }) => ({
      ...of,
      name,
      facts: [...facts, ...(name === GATEWAY ? live : factsOf(name))],
    })),
    {
      name: "gateway of the load test",
      who: { role: "gateway" },
      facts: [...factsOf(GATEWAY), ...(withLoad ? demandOf(903, bad!, "test") : [])],
    },
  ];
}

let networks: readonly ObservedNetwork[];
beforeAll(async () => {
  networks = await Promise.all([false, true].map((load) => openNetwork(agentsOf(load), START)));
  // In the same slot, whichever was registered first.
  const slotAt = Math.max(...networks.map(({ registeredIn }) => registeredIn));
  await Promise.all(
    networks.map(({ agents, publish }) => {
      for (const agent of agents.values()) agent.liveUntil(START + 6 * MINUTE_MS);
      return publish(slotAt);
    }),
  );
});
afterAll(async () => {
  for (const network of networks) await network.close();
});

/** Of the deployment and not of the network, or known by a digest alone; a list of hours has the one in which agents were asked. */
const ASIDE = ["/v1/status", "/v1/hours", "/v1/days/{date}", "/v1/snapshots/{key}"];

/** A path of every other route. */
async function paths(): Promise<string[]> {
  const { routes } = Index.parse(await (await networks[0]!.get("/v1")).json());
  const [hour, orchestrator] = [hourOf(START), LIVE.orchestratorOf("good")];
  return Object.keys(routes)
    .filter((path) => !ASIDE.includes(path) && !path.endsWith("{digest}"))
    .map((path) =>
      path
        .replace("{hour}", hour)
        .replace("{version}", "1")
        .replace("{pack}", "0")
        .replace("{address}", orchestrator)
        .replace(/compliance$/, `$&?orchestrator_id=${orchestrator}`)
        .replace(/raw_stats$/, `$&?orchestrator=${orchestrator}`),
    );
}
const Index = z.object({ routes: z.record(z.string(), z.string()) });

/** Names of bytes, their number, and what only this run gave; other than these nothing may differ. */
const OF_BYTES = new Set(["digest", "sha256", "jobs_digest", "rollups_digest", "size_bytes"]);
const OF_A_RUN = new Set(["url", "registered_at"]);

/** An hour says how many jobs it lists, of whatever purpose. */
const OF_ALL_JOBS = new Set(["jobs", "open_jobs"]);

/** An answer without these, and without the rows of test load. */
const liveIn = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.filter((row) => row?.purpose !== "test").map(liveIn);
  if (typeof value !== "object" || value === null) return value;
  const fields = Object.entries(value).filter(
    ([name, of]) =>
      !OF_BYTES.has(name) &&
      !OF_A_RUN.has(name) &&
      !(OF_ALL_JOBS.has(name) && typeof of === "number"),
  );
  return Object.fromEntries(fields.map(([name, of]) => [name, liveIn(of)]));
};

/** What is said of the network under a path. Of the metrics, those of orchestrators and workflows. */
async function answer({ get }: ObservedNetwork, path: string): Promise<unknown> {
  const reply = await get(path);
  expect(reply.status, path).toBe(200);
  const text = await reply.text();
  if (reply.headers.get("content-type")?.includes("json")) return liveIn(JSON.parse(text));
  const isOfNetwork = (line: string) =>
    !/^livepeer_sla_(?!orchestrator|workflow|network)/.test(line);
  return text.split("\n").filter(isOfNetwork);
}

it("AC21: test load changes no live number in any answer", async () => {
  const all = await paths();
  expect(all.length).toBeGreaterThan(30);
  for (const path of all) {
    const [without, beside] = await Promise.all(networks.map((of) => answer(of, path)));
    expect(beside, path).toEqual(without);
  }
  const dialled = await Promise.all(networks.map((of) => answer(of, "/v1/gateway/orchestrators")));
  expect(dialled).toMatchObject([{ length: 3 }, { length: 3 }]);
});

it("AC21: test load is listed beside live traffic", async () => {
  const [without, beside] = await Promise.all(
    networks.map(async ({ ask }) => (await ask(JobsPage, "/v1/jobs?limit=99")).jobs),
  );
  expect(without!.map(({ purpose }) => purpose)).toEqual(Array(4).fill("live"));
  expect(beside!.filter(({ purpose }) => purpose === "test")).toHaveLength(6);
});
