import { beforeAll, expect, it } from "vitest";
import { consume } from "../../../workers/scraper/consume.ts";
import { readBacklog } from "../../../workers/store/backlog.ts";
import { MINUTE, signedChain, targetOf, testAgent, windowsPage } from "../../support/windows.ts";
import { db, delivered, json, registered, scripted } from "./scripted.ts";

const SLOT = MINUTE / 60_000;
const agents = await Promise.all([testAgent(), testAgent()]);
const targets = await Promise.all(
  agents.map((agent, i) => targetOf(agent, { url: `https://a${i}.example`, shard: i })),
);
const chain = await signedChain(agents[0] ?? (await testAgent()), 40, {
  start: MINUTE - 3_000_000,
});

/** Serves so many windows a page: eight pages are asked in a turn. */
const holding = (perPage: number) => ({
  "a0.example": ({ searchParams }: URL) => {
    const after = Number(searchParams.get("after")?.slice(2) ?? 0);
    const windows = chain.slice(after, after + perPage);
    return json(windowsPage(windows, { next: `s/${after + windows.length}`, latest: "s/40" }));
  },
  "a1.example": () => json(windowsPage([])),
});
const turn = (slot: number, shard: number, perPage = 100) =>
  consume(
    delivered({ slot: SLOT + slot, shard }),
    scripted(holding(perPage), { now: () => (SLOT + slot) * 60_000 + 1000 }),
  );
const backlogAt = (slot: number) => readBacklog(db, targets, 60, (SLOT + slot) * 60_000);

beforeAll(() => registered(targets));

it("does not know, before anything was asked or published", async () => {
  expect(await readBacklog(db, targets, null, MINUTE)).toEqual({
    turns: null,
    agents: null,
    windows: null,
    reason: "nothing was published yet: which turns were due is not known",
  });
  expect(await backlogAt(0)).toMatchObject({ turns: 4, agents: 0, windows: null });
});

it("counts turns that are not folded, and agents that hold more than they were asked for", async () => {
  for (const shard of [0, 1]) await turn(0, shard, 2);
  await turn(1, 1);
  expect(await backlogAt(2)).toEqual({
    turns: 1,
    agents: 1,
    windows: null,
    reason: "agents' cursors are opaque: none says how many windows it holds",
  });
});

it("does not know what an agent holds that does not answer", async () => {
  for (const slot of [1, 2, 3]) for (const shard of [0, 1]) await turn(slot, shard);
  const silent = scripted({}, { now: () => (SLOT + 4) * 60_000 + 1000 });
  for (const shard of [0, 1]) await consume(delivered({ slot: SLOT + 4, shard }), silent);
  expect(await backlogAt(5)).toEqual({
    turns: 0,
    agents: 0,
    windows: null,
    reason: "some agents did not answer their last probe: what they hold is not known",
  });
});

it("is nothing when every turn is folded, and every agent's last page was its latest", async () => {
  for (const slot of [5, 6]) for (const shard of [0, 1]) await turn(slot, shard);
  expect(await backlogAt(7)).toEqual({ turns: 0, agents: 0, windows: 0, reason: null });
});
