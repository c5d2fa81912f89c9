import { beforeEach, expect, it } from "vitest";
import { CohortsDocument } from "../../../schema/wire/cohort.ts";
import { ExplorerDocument } from "../../../schema/wire/explorer.ts";
import type { Address } from "../../../schema/wire/identifier.ts";
import { Network } from "../../../schema/wire/network.ts";
import { nextHour } from "../../../schema/sla/hour.ts";
import { targets } from "../../../schema/tables/targets.ts";
import { run } from "../../../workers/sla-cron/run.ts";
import {
  COHORTS_KEY,
  EXPLORER_KEY,
  NETWORK_KEY,
  NETWORK_OF_KEY,
} from "../../../workers/store/published-documents.ts";
import { upsertTargets } from "../../../workers/store/targets.ts";
import { address, AGENT, GATEWAY, HOUR, line, object } from "../../schema/sla/publish/scene.ts";
import { delegated, NODE } from "../../support/wallets.ts";
import { archive, db, emptyAll, ports, store } from "./bench.ts";
import { readScores } from "./read-scores.ts";
import { TARGETS, at, job, turn } from "./turns.ts";

const URI = "https://orchestrator.test:8935";
const read = async (key: string) =>
  JSON.parse(new TextDecoder().decode((await archive.read(key)) ?? new Uint8Array()));

beforeEach(async () => {
  await emptyAll();
  await db.delete(targets);
  await upsertTargets(db, [{ ...AGENT, service_uri: URI }, GATEWAY]);
});

it("publishes what gateways choose by, with the score that is published elsewhere", async () => {
  await store(turn(10, [1, 2]));
  await run(at(11), ports());
  const { to, nodes } = Network.parse(await read(NETWORK_KEY));
  expect(to).toBe(nextHour(HOUR));
  expect(nodes).toMatchObject([
    {
      orchestrator: address("aa"),
      points: [{ uri: URI, state: "up" }],
      workflows: [
        { workflow: null, last: ["success", "success"] },
        { workflow: "live-video-to-video/streamdiffusion-sdxl" },
      ],
    },
  ]);
  for (const period of ["24h", "7d"] as const) {
    const { any, corroborated } = (await readScores(period))[0]?.views ?? {};
    const standings = nodes[0]?.workflows[0]?.standings[period];
    expect(standings?.any).toMatchObject({ decided: any?.decided, low: [any?.score_low] });
    expect(standings?.corroborated.low).toEqual([corroborated?.score_low]);
  }
});

it.each([
  ["while its delegation holds", "2026-01-09T14:00:01Z", 2],
  ["without it when it has expired", "2026-01-09T14:00:00Z", 0],
] as const)("publishes the trust at the end of the period: %s", async (_, expires, trust) => {
  const terms = { orchestrator: address("aa"), agent_key: AGENT.agent, expires };
  const delegation = delegated(terms, NODE);
  await upsertTargets(db, [{ ...AGENT, node: NODE.address, delegation, trust: 2 }]);
  await store(turn(10, [1]));
  await run(at(11), ports());
  expect(Network.parse(await read(NETWORK_KEY)).nodes).toMatchObject([{ trust }]);
  expect((await readScores("24h")).map((row) => row.trust)).toEqual([trust, trust]);
});

it("publishes what Explorer is shown, of the last day", async () => {
  await store(turn(10, [1, 2]));
  await run(at(11), ports());
  const document = ExplorerDocument.parse(await read(EXPLORER_KEY));
  expect(document.to).toBe(nextHour(HOUR));
  expect(document.workflows).toMatchObject([
    { pipeline: "live-video-to-video", model: "streamdiffusion-sdxl" },
  ]);
  expect(Object.keys(document.workflows[0]?.stats ?? {})).toEqual([address("aa")]);
});

it("lists an orchestrator before its first job, as soon as anything is published", async () => {
  await store(turn(10));
  await run(at(11), ports());
  const { nodes } = Network.parse(await read(NETWORK_KEY));
  expect(nodes).toMatchObject([
    {
      orchestrator: address("aa"),
      points: [{ uri: URI }],
      workflows: [{ workflow: null, last: [] }],
    },
  ]);
});

it("writes nothing again of the same, and anew when the registry changes", async () => {
  await store(turn(10, [1]));
  await run(at(11), ports());
  const before = await read(NETWORK_OF_KEY);
  await archive.put(NETWORK_KEY, new TextEncoder().encode("{}") as Uint8Array<ArrayBuffer>);
  await run(at(12), ports());
  expect(await read(NETWORK_KEY)).toEqual({});
  await upsertTargets(db, [{ ...AGENT, enabled: false }]);
  await run(at(13), ports());
  expect(await read(NETWORK_OF_KEY)).not.toEqual(before);
  expect(Network.parse(await read(NETWORK_KEY)).nodes[0]?.points).toEqual([]);
});

it("publishes by which version the newest window was sealed, and leaves it out where none came", async () => {
  const newer = line(AGENT, 9, { agent_version: "0.2.0" });
  await store(object(10, TARGETS, [line(GATEWAY, 8, { jobs: [job(1)] }), line(AGENT, 8), newer]));
  await run(at(11), ports());
  const { nodes } = Network.parse(await read(NETWORK_KEY));
  expect(nodes.map(({ agent_version }) => agent_version)).toEqual(["0.2.0"]);
});

it("compares those with enough decided jobs within a workflow, and says of too few why it says nothing", async () => {
  await store(
    turn(
      10,
      Array.from({ length: 30 }, (_, n) => n + 1),
    ),
  );
  await run(at(11), ports());
  const { summaries, places } = CohortsDocument.parse(await read(COHORTS_KEY));
  const small = { measures: { score: { n: 1, median: null, reason: "small_cohort" } } };
  expect(summaries).toMatchObject([
    { gpu: null, witness: "any", ...small },
    { gpu: null, witness: "corroborated", ...small },
  ]);
  expect(places[AGENT.orchestrator as Address]?.[0]?.values.score).toEqual({
    value: expect.any(Number),
    rank_ppm: null,
  });
});
