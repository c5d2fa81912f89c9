import { env } from "cloudflare:workers";
import { beforeAll, expect, it } from "vitest";
import { GatewayExplanation } from "../../../schema/wire/api/gateway.ts";
import { canonicalJson, digestOf } from "../../../schema/wire/canonical.ts";
import type { NetworkNode } from "../../../schema/wire/network.ts";
import { createApp } from "../../../workers/api/app.ts";
import { networkNodesKey } from "../../../workers/store/published-documents.ts";
import { addressOf, networkOf } from "../../support/network.ts";
import { NOW_MS } from "./ask.ts";
import { seedHour } from "./seed-hour.ts";
import { seedNetwork } from "./seed-network.ts";

const ALL = [1, 2, 3, 4, 5].map(addressOf);
const network = networkOf(ALL.map((orchestrator) => ({ orchestrator })));

/** The network with two nodes to a document. */
async function seedInDocuments(): Promise<void> {
  const put = async (nodes: NetworkNode[]) => {
    const document = { schema: "livepeer.sla.network-nodes/1", nodes };
    const digest = await digestOf(document);
    await env.ARCHIVE.put(networkNodesKey(digest), canonicalJson(document));
    return digest;
  };
  const more = [await put(network.nodes.slice(2, 4)), await put(network.nodes.slice(4))];
  await seedNetwork({ ...network, nodes: network.nodes.slice(0, 2), more });
}

beforeAll(() => seedHour({ hour: "2026-01-09T13:00:00Z" }));

const ask = () =>
  createApp({ now: () => NOW_MS, log: () => {} }).request("/v1/gateway/explain", {}, env);

it("answers of all nodes, in however many documents they stand", async () => {
  await seedNetwork(network);
  const inOne = GatewayExplanation.parse(await (await ask()).json());
  await seedInDocuments();
  const inSeveral = GatewayExplanation.parse(await (await ask()).json());
  expect(inSeveral).toEqual(inOne);
  expect(inSeveral.nodes.map(({ orchestrator }) => orchestrator)).toEqual(ALL);
});

it("answers 503, and not of some of the nodes, where a document of them is lost", async () => {
  await seedInDocuments();
  const { objects } = await env.ARCHIVE.list({ prefix: "published/v1/network/" });
  await env.ARCHIVE.delete(objects[0]?.key ?? "");
  expect((await ask()).status).toBe(503);
});
