import { createExecutionContext, createMessageBatch, getQueueResult } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeEach, expect, it } from "vitest";
import { canonicalJson, digestOf } from "../../../schema/wire/canonical.ts";
import { RebuildMessage } from "../../../schema/wire/rebuild.ts";
import { consume } from "../../../workers/scraper/consume.ts";
import { deliver } from "../../../workers/scraper/deliver.ts";
import type { Outgoing } from "../../../workers/scraper/send.ts";
import { scraperOf } from "../../../workers/scraper/worker.ts";
import { readRegistry, registryKey } from "../../../workers/store/registry.ts";
import { MINUTE, signedChain, targetOf, testAgent, windowsPage } from "../../support/windows.ts";
import { archive, db, delivered, json, registered, scripted } from "./scripted.ts";

const SLOT = MINUTE / 60_000;
const TABLES = ["targets", "registry_versions", "ledger", "dead_letters"];
const agents = await Promise.all([testAgent(), testAgent(), testAgent()]);
const targets = await Promise.all(
  agents.map((agent, shard) => targetOf(agent, { url: `https://a${shard}.example`, shard })),
);
const [first, second, third] = targets;
if (!first || !second || !third) throw new Error("three targets");

const emptyDatabase = () =>
  env.DB.batch(TABLES.map((table) => env.DB.prepare(`DELETE FROM ${table}`)));

/** All that a rebuild owes: the registry as bytes, its versions, and the ledger's rows, by the digests of theirs. */
const everything = async () => {
  const versions = await env.DB.prepare("SELECT * FROM registry_versions ORDER BY version").all();
  const { results } = await env.DB.prepare(
    "SELECT hour, shard, cursors, body FROM ledger ORDER BY hour, shard",
  ).all();
  const rows = results.map(async ({ body, ...row }) => [row, await digestOf(body)]);
  return [
    canonicalJson(await readRegistry(db)),
    versions.results,
    ...(await Promise.all(rows)),
  ] as const;
};

/** Carries out a rebuild as the queue does, each step delivered `times` times. */
async function rebuilt(from: string, to: string, times = 1, override: object = {}) {
  const queue: Outgoing["body"][] = [];
  const post = async (outgoing: readonly Outgoing[]) =>
    void queue.push(...outgoing.map(({ body }) => body));
  const logged: object[] = [];
  const log = (entry: object) => void logged.push(entry);
  const ports = scripted({}, { post, log, ...override });
  const first = { schema: "livepeer.sla.rebuild/1", from, to, after: null };
  queue.push(RebuildMessage.parse(first));
  let steps = 0;
  for (let body = queue.shift(); body !== undefined && steps < 500; body = queue.shift(), steps++)
    for (let i = 0; i < times; i++) {
      const sent = queue.length;
      const batch = createMessageBatch("livepeer-sla-scrapes", [
        { id: `${steps}/${i}`, body, timestamp: new Date(0), attempts: 1 },
      ]);
      await deliver(batch as never, ports);
      const { retryMessages } = await getQueueResult(batch, createExecutionContext());
      if (retryMessages.length > 0) queue.push(body);
      // What a step that came twice sends twice would only be done twice again.
      else if (i > 0) queue.splice(sent);
    }
  return { steps, logged };
}

beforeEach(async () => {
  await archive.remove(await archive.list(""));
  await emptyDatabase();
  await registered(targets, MINUTE - 86_400_000);
  const chains = await Promise.all(
    agents.map((agent) => signedChain(agent, 100, { start: MINUTE - 3_600_000 })),
  );
  const script = Object.fromEntries(
    chains.map((chain, i) => [
      `a${i}.example`,
      ({ searchParams }: URL) => {
        const after = Number(searchParams.get("after")?.slice(2) ?? 0);
        const windows = chain.slice(after, after + 20);
        const next = `s/${after + windows.length}`;
        return json(windowsPage(windows, { next, latest: next }));
      },
    ]),
  );
  for (const slot of [0, 7, 31, 45, 95])
    for (const shard of [0, 1, 2]) {
      const now = () => (SLOT + slot) * 60_000 + 1000;
      await consume(delivered({ slot: SLOT + slot, shard }), scripted(script, { now }));
    }
  await registered([{ ...second, enabled: false }], MINUTE + 1234);
});

it("AC03, row R2 without D1: makes ledger and registry again from the archive alone, equal to the byte", async () => {
  const before = await everything();
  await emptyDatabase();
  const { steps, logged } = await rebuilt("2026-01-09T13:00:00Z", "2026-01-09T16:00:00Z");
  expect(await everything()).toEqual(before);
  expect(before[1]).toHaveLength(2);
  // The registry, and 15 objects, four to a step.
  expect(steps).toBe(5);
  expect(logged.at(-1)).toMatchObject({ event: "rebuild.done", registry_version: 2 });
});

it("changes nothing where nothing was lost, and nothing more when its steps come twice", async () => {
  const before = await everything();
  const versions = () => env.DB.prepare("SELECT sum(version) AS n FROM ledger").first("n");
  const writes = await versions();
  await rebuilt("2026-01-09T13:00:00Z", "2026-01-09T16:00:00Z", 2);
  expect(await everything()).toEqual(before);
  expect(await versions()).toBe(writes);
  await emptyDatabase();
  await rebuilt("2026-01-09T13:00:00Z", "2026-01-09T16:00:00Z", 2);
  expect(await everything()).toEqual(before);
});

it.each([
  ["2026-01-09T13:00:00Z", "2026-01-09T14:00:00Z"],
  ["2026-01-09T14:00:00Z", "2026-01-09T15:00:00Z"],
  ["2026-01-09T13:00:00Z", "2026-01-09T15:00:00Z"],
  ["2026-01-09T15:00:00Z", "2026-01-09T16:00:00Z"],
])(
  "AC03: makes the rows of %s to %s again where only they are lost, equal to the byte",
  async (from, to) => {
    const before = await everything();
    const lost = env.DB.prepare("DELETE FROM ledger WHERE hour >= ? AND hour < ?").bind(from, to);
    expect((await lost.run()).meta.changes).toBeGreaterThan(0);
    // Windows that came late lie in raw objects of later slots: the range goes on to where they were asked for.
    await rebuilt(from, "2026-01-09T16:00:00Z");
    expect(await everything()).toEqual(before);
  },
);

it("goes on after a fault in any step", async () => {
  const before = await everything();
  await emptyDatabase();
  let calls = 0;
  const failing = new Proxy(archive, {
    get: (of, name) =>
      name === "read" && ++calls % 7 === 0
        ? () => Promise.reject(new Error("get: We encountered an internal error. (10001)"))
        : Reflect.get(of, name),
  });
  const { logged } = await rebuilt("2026-01-09T13:00:00Z", "2026-01-09T16:00:00Z", 1, {
    archive: failing,
  });
  expect(logged).toContainEqual(expect.objectContaining({ reason: "r2_refused" }));
  expect(await everything()).toEqual(before);
});

it("makes only the hours that it was asked for, and passes over empty ones and over what is no raw object", async () => {
  await emptyDatabase();
  await archive.put("raw/v1/2026-01-09T13/zzz.ndjson.gz", new Uint8Array([1, 2, 3]));
  const { logged } = await rebuilt("2026-01-05T00:00:00Z", "2026-01-09T14:00:00Z");
  const { results } = await env.DB.prepare(
    "SELECT DISTINCT key FROM (SELECT o.key AS key FROM ledger, json_each(body, '$.objects') o)",
  ).all<{ key: string }>();
  expect(results).toHaveLength(6);
  expect(results.every(({ key }) => key.startsWith("raw/v1/2026-01-09T13/"))).toBe(true);
  expect(logged).toContainEqual(
    expect.objectContaining({
      event: "rebuild.unreadable",
      reason: "bad_object",
      key: expect.stringContaining("zzz"),
    }),
  );
});

it("takes from the plans what the registry's archive lacks, of every shard, and archives it", async () => {
  await registered([
    { ...first, region: "fra" as never },
    { ...third, region: "lon" as never },
  ]);
  for (const shard of [0, 2])
    await consume(
      delivered({ slot: SLOT + 96, shard }),
      scripted({}, { now: () => (SLOT + 96) * 60_000 }),
    );
  const before = await everything();
  // The version was in the database, and its document died on the way to the archive: with it, when it was made.
  await archive.remove([registryKey(3)]);
  await emptyDatabase();
  await rebuilt("2026-01-09T13:00:00Z", "2026-01-09T16:00:00Z");
  const after = await everything();
  const made = { created_at: (SLOT + 96) * 60_000 };
  expect(after).toEqual([
    before[0],
    [...before[1].slice(0, 2), { ...before[1][2], ...made }],
    ...before.slice(2),
  ]);
  await emptyDatabase();
  await rebuilt("2026-01-09T13:00:00Z", "2026-01-09T16:00:00Z");
  expect(await everything()).toEqual(after);
  const document = new TextDecoder().decode((await archive.read(registryKey(3))) ?? undefined);
  expect(document).toBe(before[0]);
});

it("asks the bucket for no more keys than a step folds, and for each once", async () => {
  await emptyDatabase();
  const asked: unknown[] = [];
  const watching = new Proxy(archive, {
    get: (of, name) =>
      name === "list"
        ? async (...args: Parameters<typeof archive.list>) => {
            const keys = await of.list(...args);
            if (args[0].startsWith("raw/")) asked.push(keys.length);
            return keys;
          }
        : Reflect.get(of, name),
  });
  await rebuilt("2026-01-09T13:00:00Z", "2026-01-09T16:00:00Z", 1, { archive: watching });
  // Four to a step, and one to see whether there are more: 15 objects in three hours.
  expect(asked).toEqual([5, 5, 5, 3]);
});

const worker = scraperOf(scripted({}));
const ask = async (body: object) => {
  const sent: { body: unknown }[] = [];
  const queue = { sendBatch: async (batch: { body: unknown }[]) => void sent.push(...batch) };
  const response = await worker.fetch(
    new Request("https://sla.example/admin/rebuild", {
      method: "POST",
      body: JSON.stringify(body),
      headers: { authorization: `Bearer ${env.OPERATOR_TOKEN}` },
    }) as never,
    { ...env, SCRAPES: queue as unknown as Queue },
  );
  return { response, sent };
};

it("is asked for by an operator, in whole hours", async () => {
  const { response, sent } = await ask({
    from: "2026-01-09T13:30:00Z",
    to: "2026-01-09T15:30:00Z",
  });
  expect(response.status).toBe(202);
  const range = { from: "2026-01-09T13:00:00Z", to: "2026-01-09T16:00:00Z" };
  expect(await response.json()).toEqual(range);
  expect(RebuildMessage.parse(sent[0]?.body)).toMatchObject({ ...range, after: null });
});

it.each([
  [{ from: "2026-01-09T13:30:00Z" }, "to"],
  [{ from: "2026-01-09T13:30:00Z", to: "2026-01-09T13:30:00Z" }, "from"],
  [{ from: "2020-01-09T13:30:00Z", to: "2026-01-09T13:30:00Z" }, "to"],
])("refuses %j by its field %s", async (body, parameter) => {
  const { response, sent } = await ask(body);
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({ parameter });
  expect(sent).toEqual([]);
});
