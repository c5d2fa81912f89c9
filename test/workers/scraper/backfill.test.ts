import { env } from "cloudflare:workers";
import { beforeEach, expect, it } from "vitest";
import { windowKey } from "../../../schema/sla/chain.ts";
import { rawKey } from "../../../schema/sla/raw-key.ts";
import { ScrapeMessage } from "../../../schema/wire/raw.ts";
import { decodeRaw } from "../../../schema/wire/raw-codec.ts";
import type { SignedWindow } from "../../../schema/wire/window.ts";
import { askerOf, backfillOf } from "../../../workers/scraper/backfill-request.ts";
import { backfillMessages } from "../../../workers/scraper/backfill.ts";
import { consume } from "../../../workers/scraper/consume.ts";
import type { Outgoing } from "../../../workers/scraper/send.ts";
import { MINUTE, signedChain, targetOf, testAgent, windowsPage } from "../../support/windows.ts";
import { type Answers, archive, json, registered, scripted } from "./scripted.ts";

const HOUR_MS = 3_600_000;
const FROM = MINUTE - 10 * HOUR_MS;
const SHARDS = [{ shard: 0, registeredAt: 0 }];
/** A range of two hours, and an hour of windows before it and after it. */
const RANGE = { from: FROM, to: FROM + 2 * HOUR_MS };
const COUNT = 12;
const agents = await Promise.all(Array.from({ length: COUNT }, () => testAgent()));
const targets = await Promise.all(
  agents.map((agent, i) => targetOf(agent, { url: `https://a${i}.example` })),
);
const chains = await Promise.all(
  agents.map((agent) => signedChain(agent, 240, { start: FROM - HOUR_MS })),
);

/** Serves a chain as our agents do: from a moment on, in the order of sealing, so many to a page. */
const serving =
  (chain: readonly SignedWindow[], perPage: number): Answers =>
  ({ searchParams }) => {
    const from = Date.parse(searchParams.get("from") ?? "");
    const after = Number(searchParams.get("after")?.slice(2) ?? 0);
    const following = chain.filter((signed) => signed.window.seq >= after);
    const page = following.filter(({ window }) => window.start >= from).slice(0, perPage);
    const next = `s/${(page.at(-1)?.window.seq ?? 239) + 1}`;
    return json(windowsPage(page, { next, latest: "s/240" }));
  };

/** Carries messages out as the queue does, and whatever they send. */
async function carriedOut(
  messages: readonly ScrapeMessage[],
  perPage: (i: number) => number,
  override: Partial<Parameters<typeof scripted>[1]> = {},
) {
  const script = Object.fromEntries(
    chains.map((chain, i) => [`a${i}.example`, serving(chain, perPage(i))]),
  );
  const logged: object[] = [];
  const queue = [...messages];
  const post = async (outgoing: readonly Outgoing[]) =>
    void queue.push(...outgoing.map(({ body }) => ScrapeMessage.parse(body)));
  const log = (entry: object) => void logged.push(entry);
  const ports = scripted(script, {
    post,
    log,
    fetchesPerTurn: 15,
    queueOpsPerDay: 10_000,
    ...override,
  });
  const done: ScrapeMessage[] = [];
  for (let body = queue.shift(); body !== undefined && done.length < 400; body = queue.shift()) {
    done.push(body);
    await consume({ id: `${done.length}`, body, attempts: 1 }, ports);
  }
  return { done, logged };
}

/** Windows of every target that are in the archive, in the order of sealing. */
async function stored(): Promise<string[][]> {
  const seen = new Map<string, Set<string>>();
  for (const key of await archive.list("raw/")) {
    const { windows } = await decodeRaw((await archive.read(key)) ?? new Uint8Array());
    for (const { target, signed } of windows)
      seen.set(target, (seen.get(target) ?? new Set()).add(windowKey(signed)));
  }
  return targets.map(({ id }) => [...(seen.get(id) ?? [])].toSorted());
}
const wanted = chains.map((chain) => chain.slice(60, 180).map(windowKey).toSorted());

beforeEach(async () => {
  await archive.remove(await archive.list(""));
  const tables = ["targets", "registry_versions", "ledger"];
  await env.DB.batch(tables.map((table) => env.DB.prepare(`DELETE FROM ${table}`)));
  await registered(targets);
});

const request = (from = RANGE.from, to = RANGE.to) =>
  backfillMessages({ from, to }, MINUTE, 60, SHARDS);

it.each([
  ["a page and a half", () => 80, 2],
  ["small pages", () => 10, 20],
  ["pages of other sizes", (i: number) => 7 + 11 * i, 20],
])(
  "asks on until every window of the range is in, of every target: %s",
  async (_, perPage, most) => {
    const { done, logged } = await carriedOut(await request(), perPage);
    expect(await stored()).toEqual(wanted);
    expect(done.length).toBeGreaterThan(1);
    expect(done.length).toBeLessThanOrEqual(most);
    expect(new Set(done.map(rawKey)).size).toBe(done.length);
    expect(logged).not.toContainEqual(expect.objectContaining({ left: expect.anything() }));
  },
);

it("asks nobody again where one message was enough", async () => {
  const { done } = await carriedOut(await request(), () => 200);
  expect(done).toHaveLength(1);
  expect(await stored()).toEqual(wanted);
});

it("asks on under the same names however often a message comes, and where the queue refused", async () => {
  const [message] = await request();
  const sent: string[][] = [];
  let refusals = 2;
  const post = async (outgoing: readonly Outgoing[]) => {
    if (refusals-- > 0) throw new Error("Too Many Requests");
    sent.push(outgoing.map(({ body }) => rawKey(ScrapeMessage.parse(body))));
  };
  const script = Object.fromEntries(
    chains.map((chain, i) => [`a${i}.example`, serving(chain, 40)]),
  );
  const ports = scripted(script, { post, fetchesPerTurn: 15 });
  const deliver = () => consume({ id: "b", body: message, attempts: 1 }, ports);
  await expect(deliver()).rejects.toThrow("Too Many Requests");
  await expect(deliver()).rejects.toThrow("Too Many Requests");
  expect(await deliver()).toBe("ack");
  expect(await deliver()).toBe("ack");
  expect(sent).toHaveLength(2);
  expect(sent[0]).toEqual(sent[1]);
  expect(sent[0]?.length).toBeGreaterThan(0);
});

it("does not ask on where nothing new came, and says of whom", async () => {
  // It says that there is more, and gives the same window every time.
  let pages = 0;
  const stuck: Answers = () =>
    json(windowsPage(chains[0]?.slice(60, 61) ?? [], { next: `s/${++pages}`, latest: "s/99" }));
  const { done, logged } = await carriedOut(await request(), () => 200, {
    fetch: async (url, init) =>
      new URL(url).hostname === "a0.example"
        ? stuck(new URL(url), init)
        : json(windowsPage([], { next: "s/0", latest: "s/0" })),
  });
  expect(done).toHaveLength(1);
  expect(logged).toContainEqual(
    expect.objectContaining({
      event: "scrape.backfill_goes_on",
      left: [targets[0]?.id],
      reason: "no_progress",
    }),
  );
});

it("ends for an agent that gives one window a page, and never holds others back", async () => {
  const { done, logged } = await carriedOut(
    await request(FROM - HOUR_MS, FROM + 5 * HOUR_MS),
    (i) => (i === 0 ? 1 : 200),
  );
  // One request has 250 messages of a shard, whoever needs them.
  expect(done.length).toBeLessThanOrEqual(250);
  const all = await stored();
  for (const [i, chain] of chains.entries())
    if (i > 0) expect(all[i]).toEqual(chain.map(windowKey).toSorted());
  expect(logged.length).toBeGreaterThan(0);
});

it("lets an operator's request exceed the messages that looks have, and stops a look's at them", async () => {
  const [piece] = await request();
  if (!piece?.backfill) throw new Error("a backfill");
  const ids = targets.map(({ id }) => id).toSorted();
  const look = { ...piece, backfill: await backfillOf({ ...RANGE, targets: ids }, "look") };
  // Sixty shards: two messages a day for each.
  const others = await Promise.all(
    Array.from({ length: 59 }, async (_, i) =>
      targetOf(await testAgent(), { url: `https://s${i}.example`, shard: i + 1 }),
    ),
  );
  await registered(others);
  const { done, logged } = await carriedOut([look], () => 10);
  expect(done).toHaveLength(2);
  expect(logged).toContainEqual(expect.objectContaining({ reason: "queue_budget" }));
  const byHand = await carriedOut([piece], () => 10);
  expect(byHand.done.length).toBeGreaterThan(2);
  expect(await stored()).toEqual(wanted);
});

it("tells by its digest who asked for a backfill", async () => {
  const ids = [targets[0]?.id ?? ""];
  for (const asker of ["look", "operator"] as const)
    expect(await askerOf(await backfillOf({ ...RANGE, targets: ids }, asker))).toBe(asker);
  expect(await askerOf(await backfillOf(RANGE, "operator"))).toBe("operator");
});
