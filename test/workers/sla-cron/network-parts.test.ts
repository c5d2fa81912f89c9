import { env } from "cloudflare:workers";
import { drizzle } from "drizzle-orm/d1";
import { beforeEach, expect, it } from "vitest";
import { HOUR_MS, hourOf } from "../../../schema/sla/hour.ts";
import { targets } from "../../../schema/tables/targets.ts";
import { CohortsDocument } from "../../../schema/wire/cohort.ts";
import type { Address } from "../../../schema/wire/identifier.ts";
import { Network, NetworkNodes, NetworkOf } from "../../../schema/wire/network.ts";
import type { Rollup } from "../../../schema/wire/rollup.ts";
import { openMeter } from "../../../workers/sla-cron/meter.ts";
import {
  NETWORK_LIMITS,
  PUBLICATION_LIMITS,
  REQUEST_LIMITS,
} from "../../../workers/sla-cron/publication-limits.ts";
import { publishNetwork } from "../../../workers/sla-cron/publish-network.ts";
import {
  COHORTS_KEY,
  EXPLORER_KEY,
  NETWORK_KEY,
  NETWORK_OF_KEY,
  NETWORK_PREFIX,
  networkNodesKey,
} from "../../../workers/store/published-documents.ts";
import { archiveOf } from "../../../workers/store/archive.ts";
import { upsertTargets } from "../../../workers/store/targets.ts";
import { rollup } from "../../support/rollup.ts";
import { targetOf, testAgent } from "../../support/windows.ts";
import { archive, db, emptyAll, ports } from "./bench.ts";
import { countedDatabase, seedVersion, spread } from "./seed-versions.ts";

const END = Date.UTC(2026, 0, 9, 13);
const EIGHT = Array.from({ length: 8 }, (_, n) => spread(n + 1));

/** One orchestrator's rows in an hour: enough jobs for a cohort, on two GPUs and in two regions. */
const rowsIn = (ms: number, who: Address): Rollup[] => {
  const n = Number(BigInt(who) % 997n) + (ms / HOUR_MS) * 7;
  return ["NVIDIA H100", "NVIDIA L40S"].map((gpu, i) =>
    rollup({
      hour: hourOf(ms),
      orchestrator: who,
      gpu,
      region: i === 0 ? "fra" : "lax",
      sums: {
        counts: { success: 20 + (n % 9), failed: n % 3, credit_ppm: (20 + (n % 9)) * 900_000 },
        amounts: {},
        histograms: { first_frame_ms: { [String(20 + (n % 11))]: 20 + (n % 9) } },
      },
    }),
  );
};
const seed = (ms: number, version = 1, who = EIGHT) =>
  seedVersion(
    hourOf(ms),
    version,
    who.flatMap((each) => rowsIn(ms, each)),
  );
const text = async (key: string) =>
  new TextDecoder().decode((await archive.read(key)) ?? new Uint8Array());
const documents = () => Promise.all([NETWORK_KEY, COHORTS_KEY, EXPLORER_KEY].map(text));
const parts = async () => NetworkOf.parse(JSON.parse(await text(NETWORK_OF_KEY))).parts;
const SMALL = { ...NETWORK_LIMITS, orchestratorsPerPart: 2 };

beforeEach(async () => {
  await emptyAll();
  await db.delete(targets);
  await Promise.all([1, 2, 3, 26, 100, 190].map((ago) => seed(END - ago * HOUR_MS)));
});

/** What one part of all orchestrators, made from nothing, says. */
async function whole(): Promise<string[]> {
  await archive.remove(await archive.list(""));
  await publishNetwork(ports());
  return documents();
}

it("publishes in parts, over many runs, while hours grow and pass, to the byte what one part would say", async () => {
  const agent = await targetOf(await testAgent(), { orchestrator: spread(3) });
  await upsertTargets(db, [{ ...agent, trust: 1, service_uri: "https://o.test:8935" }]);
  const few = { ...SMALL, parts: 1 };
  await publishNetwork(ports(), few);
  expect(await archive.read(NETWORK_KEY)).toBeNull();
  const settle = async () => {
    for (let run = 0; run < 12; run++) await publishNetwork(ports(), few);
  };
  await settle();
  // The newest hour grows, another one is changed by late data, and then a new one begins.
  await seed(END - HOUR_MS, 2, EIGHT.slice(1));
  await settle();
  await seed(END - 26 * HOUR_MS, 2, EIGHT.slice(2));
  await seed(END);
  await settle();
  const inParts = await documents();
  expect(Object.keys(await parts()).length).toBeGreaterThanOrEqual(4);
  const network = Network.parse(JSON.parse(inParts[0] ?? ""));
  expect(network.nodes).toHaveLength(8);
  const { summaries, places } = CohortsDocument.parse(JSON.parse(inParts[1] ?? ""));
  expect(summaries.map(({ gpu, measures }) => [gpu, measures.score.n])).toEqual([
    [null, 8],
    ["NVIDIA H100", 8],
    ["NVIDIA L40S", 8],
  ]);
  expect(Object.values(places)[0]?.[0]?.values.score?.rank_ppm).toEqual(expect.any(Number));
  expect(inParts).toEqual(await whole());
});

it("asks once for each part while the newest hour grows, and for none where only the registry moves", async () => {
  await publishNetwork(ports(), SMALL);
  const count = async () => {
    const { db: counting, asked } = countedDatabase();
    await publishNetwork({ ...ports(), db: counting }, SMALL);
    return asked();
  };
  const nothing = await count();
  await seed(END - HOUR_MS, 2);
  const grown = await count();
  const all = Object.keys(await parts()).length;
  // One for each part, a check for every eight of them, and which days are built.
  expect(grown - nothing).toBe(all + Math.ceil(all / 8) + 1);
  const before = await parts();
  const agent = await targetOf(await testAgent(), { orchestrator: spread(3) });
  await upsertTargets(db, [{ ...agent, trust: 1 }]);
  expect(await count()).toBe(nothing);
  expect(await parts()).toEqual(before);
  const { nodes } = Network.parse(JSON.parse(await text(NETWORK_KEY)));
  expect(nodes.find(({ orchestrator }) => orchestrator === spread(3))?.trust).toBe(1);
});

it("goes on with the last document where a part is lost, and makes that one again", async () => {
  await publishNetwork(ports(), SMALL);
  const before = await documents();
  const [lost] = await archive.list("work/v1/network/");
  await archive.remove([lost ?? ""]);
  await seed(END - HOUR_MS, 2, EIGHT.slice(1));
  await publishNetwork(ports(), { ...SMALL, parts: 0 });
  expect(await documents()).toEqual(before);
  await publishNetwork(ports(), SMALL);
  expect(await documents()).not.toEqual(before);
});

it("removes what former ranges have left", async () => {
  await publishNetwork(ports(), SMALL);
  await publishNetwork(ports(), { ...SMALL, orchestratorsPerPart: 8 });
  expect(await archive.list("work/v1/network")).toHaveLength(2 + 1);
});

it("is written on Free too of a network of 300, in runs that ask 45 times at most", async () => {
  const many = Array.from({ length: 300 }, (_, n) => spread(n + 1));
  await seed(END, 1, many);
  const limits = PUBLICATION_LIMITS.free.network;
  const asked: number[] = [];
  for (let run = 0; run < 60 && (await archive.read(NETWORK_KEY)) === null; run++) {
    const meter = openMeter(REQUEST_LIMITS.free);
    const [DB, ARCHIVE] = [meter.database(env.DB), meter.bucket(env.ARCHIVE)];
    const metered = { db: drizzle(DB), archive: archiveOf(ARCHIVE), mayAsk: meter.mayAsk };
    await publishNetwork({ ...ports(), ...metered }, limits);
    asked.push(meter.asked());
  }
  expect(Math.max(...asked)).toBeLessThanOrEqual(45);
  const { nodes } = Network.parse(JSON.parse(await text(NETWORK_KEY)));
  expect(nodes.map(({ orchestrator }) => orchestrator)).toEqual(
    expect.arrayContaining(many.toSorted()),
  );
  await whole();
  expect(Network.parse(JSON.parse(await text(NETWORK_KEY))).nodes).toEqual(nodes);
});

it("writes the nodes of a large network in several documents, by address, and forgets those that nobody reads", async () => {
  await publishNetwork(ports());
  const inOne = Network.parse(JSON.parse(await text(NETWORK_KEY)));
  await archive.remove(await archive.list(""));
  const few = { ...SMALL, nodesPerDocument: 3 };
  await publishNetwork(ports(), few);
  const readAll = async () => {
    const first = Network.parse(JSON.parse(await text(NETWORK_KEY)));
    const others = await Promise.all(
      first.more.map(async (digest) =>
        NetworkNodes.parse(JSON.parse(await text(networkNodesKey(digest)))),
      ),
    );
    return { first, nodes: [...first.nodes, ...others.flatMap(({ nodes }) => nodes)] };
  };
  const { first, nodes } = await readAll();
  expect([first.nodes.length, first.more.length]).toEqual([3, 2]);
  expect(nodes).toEqual(inOne.nodes);
  // Two publications later there are those of the last two.
  for (const version of [2, 3]) {
    await seed(END - HOUR_MS, version, EIGHT.slice(version));
    await publishNetwork(ports(), few);
  }
  const stored = await archive.list(NETWORK_PREFIX);
  expect(stored.length).toBeLessThanOrEqual(4);
  expect((await readAll()).nodes).toHaveLength(8);
});
