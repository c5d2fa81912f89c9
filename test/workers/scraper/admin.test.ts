import {
  createExecutionContext,
  createMessageBatch,
  createScheduledController,
  getQueueResult,
} from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, it } from "vitest";
import { Registry } from "../../../schema/wire/target.ts";
import { scraperOf } from "../../../workers/scraper/worker.ts";
import { digestOf } from "../../../schema/wire/canonical.ts";
import { rawKey } from "../../../schema/sla/raw-key.ts";
import { scrapeMessage } from "../../support/raw.ts";
import { MINUTE, testAgent, windowsPage } from "../../support/windows.ts";
import { archive, json, scripted } from "./scripted.ts";

const agents = await Promise.all([1, 2, 3].map(testAgent));
const [first, second, third] = agents.map(({ key }) => key);
const row = (agent: string | undefined, more: object = {}) => ({
  url: "https://agent.example.org",
  agent,
  role: "orchestrator",
  orchestrator: `0x${"AB".repeat(20)}`,
  ...more,
});

const worker = scraperOf(scripted({ "agent.example.org": () => json(windowsPage([])) }));
const sent: unknown[] = [];
const queue = {
  sendBatch: async (batch: Iterable<{ body: unknown }>) =>
    void sent.push(...[...batch].map(({ body }) => body)),
};
const bindings = { ...env, SCRAPES: queue as unknown as Queue };

const ask = (
  path: string,
  {
    token = env.OPERATOR_TOKEN,
    body,
    ...init
  }: { token?: string; body?: unknown; method?: string } = {},
  with_ = bindings,
) =>
  worker.fetch(
    new Request(`https://sla.example${path}`, {
      ...init,
      ...(body !== undefined && {
        method: "POST",
        body: typeof body === "string" ? body : JSON.stringify(body),
      }),
      headers: { authorization: `Bearer ${token}` },
    }) as Parameters<typeof worker.fetch>[0],
    with_,
  );
const registry = async () => Registry.parse(await (await ask("/admin/targets")).json());

it("says of a request that failed why, by a code, and tells the operator no more than that", async () => {
  const logged: object[] = [];
  const failing = scraperOf(scripted({}, { log: (entry) => void logged.push(entry) }));
  const DB = {
    prepare: () => {
      throw new Error("D1_ERROR: D1 DB is overloaded.");
    },
  } as unknown as D1Database;
  const request = new Request("https://sla.example/admin/targets", {
    headers: { authorization: `Bearer ${env.OPERATOR_TOKEN}` },
  }) as Parameters<typeof failing.fetch>[0];
  const answer = await failing.fetch(request, { ...bindings, DB });
  expect(answer.status).toBe(500);
  expect(await answer.text()).not.toContain("D1_ERROR");
  expect(logged).toEqual([
    expect.objectContaining({ event: "admin.failed", reason: "d1_overloaded" }),
  ]);
});

it.each([
  ["GET", "/admin/targets"],
  ["POST", "/admin/targets"],
  ["POST", "/admin/targets/0/disable"],
  ["POST", "/admin/backfill"],
  ["GET", "/admin/dead-letters"],
  ["GET", "/admin/nothing"],
])("%s %s is for the operator alone", async (method, path) => {
  for (const token of ["", "wrong", `${env.OPERATOR_TOKEN}0`, env.OPERATOR_TOKEN.slice(1)]) {
    const response = await ask(path, { method, token });
    expect(response.status).toBe(401);
    expect(response.headers.get("www-authenticate")).toBe("Bearer");
    expect(await response.json()).toMatchObject({ status: 401, title: "Unauthorized" });
  }
  for (const OPERATOR_TOKEN of ["", undefined])
    expect(
      (await ask(path, { method }, { ...bindings, OPERATOR_TOKEN: OPERATOR_TOKEN as string }))
        .status,
    ).toBe(503);
});

it("is closed to a token that comes in another way", async () => {
  const request = (headers: HeadersInit) =>
    worker.fetch(
      new Request(`https://sla.example/admin/targets?token=${env.OPERATOR_TOKEN}`, {
        headers,
      }) as never,
      bindings,
    );
  expect((await request({})).status).toBe(401);
  expect((await request({ authorization: env.OPERATOR_TOKEN })).status).toBe(401);
  expect((await request({ authorization: `Basic ${env.OPERATOR_TOKEN}` })).status).toBe(401);
});

it("registers rows, reports each, and archives one version per change", async () => {
  const response = await ask("/admin/targets", {
    body: [
      row(first, { service_host: "AGENT.example.org:8935" }),
      row(first),
      row(second, { url: "http://127.0.0.1:9480" }),
      {},
      row(second, { role: "gateway", orchestrator: null }),
      row(third, { role: "gateway" }),
    ],
  });
  expect(response.status).toBe(200);
  const { registry_version, rows } = (await response.json()) as {
    registry_version: number;
    rows: { status: string; reason: string }[];
  };
  expect(registry_version).toBe(1);
  expect(rows.map(({ status }) => status)).toEqual([
    "added",
    "refused",
    "refused",
    "refused",
    "added",
    "refused",
  ]);
  expect(rows[1]?.reason).toBe("agent: the same as in row 0");
  expect(rows[2]?.reason).toBe("url: a loopback host");
  expect(rows[5]?.reason).toContain("orchestrator");
  const { targets, ...rest } = await registry();
  expect(rest).toEqual({ schema: "livepeer.sla.registry/1", version: 1 });
  const target = targets.find(({ agent }) => agent === first);
  expect(target).toMatchObject({
    orchestrator: `0x${"ab".repeat(20)}`,
    trust: 1,
    shard: 0,
    registered_at: MINUTE + 1000,
  });
  const document = JSON.parse(
    new TextDecoder().decode((await archive.read("registry/v1/1.json")) ?? undefined),
  );
  expect(Registry.parse(document)).toEqual({ ...rest, targets });
  expect(await env.DB.prepare("SELECT digest FROM registry_versions").first("digest")).toBe(
    await digestOf(document),
  );
});

it("takes the same rows again for no change, and another URL for one", async () => {
  const again = await ask("/admin/targets", {
    body: row(first, { service_host: "AGENT.example.org:8935" }),
  });
  expect(await again.json()).toMatchObject({
    registry_version: 1,
    rows: [{ status: "unchanged" }],
  });
  const moved = await ask("/admin/targets", {
    body: row(first, { url: "https://new.example.org" }),
  });
  expect(await moved.json()).toMatchObject({ registry_version: 2, rows: [{ status: "updated" }] });
  const target = (await registry()).targets.find(({ agent }) => agent === first);
  expect(target).toMatchObject({
    url: "https://new.example.org",
    trust: 0,
    shard: 0,
    registered_at: MINUTE + 1000,
  });
});

it("fills shards in order, and a target keeps its own", async () => {
  const small = { ...bindings, SHARD_SIZE: "2" };
  await ask("/admin/targets", { body: row(third) }, small);
  await ask("/admin/targets", { body: row(first) }, small);
  const shards = Object.fromEntries(
    (await registry()).targets.map(({ agent, shard }) => [agent, shard]),
  );
  expect(shards).toEqual({ [first ?? ""]: 0, [second ?? ""]: 0, [third ?? ""]: 1 });
});

it("lets two operators at once both have their change", async () => {
  const before = (await registry()).version;
  const more = await Promise.all([4, 5, 6].map(testAgent));
  const answers = await Promise.all(
    more.map(({ key }) => ask("/admin/targets", { body: row(key) })),
  );
  expect(answers.map((answer: Response) => answer.status)).toEqual([200, 200, 200]);
  const { version, targets } = await registry();
  expect(version).toBe(before + 3);
  expect(targets.map(({ agent }) => agent)).toEqual(
    expect.arrayContaining(more.map(({ key }) => key)),
  );
  for (let v = 1; v <= version; v++)
    expect(await archive.read(`registry/v1/${v}.json`)).not.toBeNull();
});

it("row SQL variables: registers more targets than one statement binds parameters", async () => {
  const many = await Promise.all(Array.from({ length: 120 }, testAgent));
  const response = await ask("/admin/targets", { body: many.map(({ key }) => row(key)) });
  expect(((await response.json()) as { rows: unknown[] }).rows).toHaveLength(120);
  expect(Math.max(...(await registry()).targets.map(({ shard }) => shard))).toBe(3);
});

it.each([
  ["no JSON", "{"],
  ["a row that is none", {}],
  ["null", null],
])("answers 400 to %s", async (_, body) => {
  expect((await ask("/admin/targets", { body })).status).toBe(400);
});

it("disables a target, once, and enables it when it is registered again", async () => {
  const target = (await registry()).targets.find(({ agent }) => agent === second);
  const disable = () => ask(`/admin/targets/${target?.id}/disable`, { method: "POST" });
  expect(await (await disable()).json()).toEqual({ ...target, enabled: false });
  const { version } = await registry();
  expect((await disable()).status).toBe(200);
  expect((await registry()).version).toBe(version);
  await ask("/admin/targets", { body: row(second) });
  expect((await registry()).targets.find(({ agent }) => agent === second)?.enabled).toBe(true);
  expect((await ask(`/admin/targets/${"0".repeat(16)}/disable`, { method: "POST" })).status).toBe(
    404,
  );
});

it("asks for a range again by hand, in pieces, the same request under the same names", async () => {
  const range = { from: "2026-01-08T00:00:00Z", to: "2026-01-08T13:00:00+01:00" };
  const response = await ask("/admin/backfill", { body: range });
  expect(response.status).toBe(202);
  const { messages } = (await response.json()) as { messages: string[] };
  const shards = new Set((await registry()).targets.map(({ shard }) => shard)).size;
  expect(messages).toHaveLength(2 * shards);
  expect(new Set(messages).size).toBe(messages.length);
  expect(messages[0]).toMatch(new RegExp(`^${MINUTE / 300_000}:0:[0-9a-f]{16}$`));
  expect(await (await ask("/admin/backfill", { body: range })).json()).toEqual({
    messages,
    queue_operations_at_least: 3 * messages.length,
  });
  expect(sent[0]).toMatchObject({
    backfill: { from: Date.UTC(2026, 0, 8), to: Date.UTC(2026, 0, 8, 6) },
  });
});

it.each([
  [{ from: "yesterday", to: "2026-01-09T00:00:00Z" }, "from"],
  [{ from: "2026-01-09T00:00:00Z", to: "2026-01-09T00:00:00Z" }, "from"],
  [{ from: "2025-01-09T00:00:00Z", to: "2026-01-09T00:00:00Z" }, "to"],
  [{ from: "2026-01-08T00:00:00Z" }, "to"],
])("refuses the range %j by its field %s", async (body, parameter) => {
  const response = await ask("/admin/backfill", { body });
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({ parameter });
});

it("row Batch: acknowledges each message by itself, and keeps what died", async () => {
  const message = (id: string, body: unknown) => ({
    id,
    body,
    timestamp: new Date(0),
    attempts: 1,
  });
  const scrapes = createMessageBatch("livepeer-sla-scrapes", [
    message("poison", { slot: -1 }),
    message("good", scrapeMessage()),
  ]);
  await worker.queue(scrapes as never, bindings);
  expect(await getQueueResult(scrapes, createExecutionContext())).toMatchObject({
    outcome: "ok",
    explicitAcks: ["poison", "good"],
    retryMessages: [],
  });
  const dead = createMessageBatch("livepeer-sla-scrapes-dead", [
    message("dead", scrapeMessage({ slot: 1 })),
  ]);
  await worker.queue(dead as never, bindings);
  expect(await getQueueResult(dead, createExecutionContext())).toMatchObject({
    explicitAcks: ["dead"],
  });
  const { dead_letters } = (await (await ask("/admin/dead-letters")).json()) as {
    dead_letters: { id: string }[];
  };
  expect(dead_letters.map(({ id }) => id).sort()).toEqual(["dead", "poison"]);
});

it("asks for a message again when storage fails", async () => {
  const broken = new Proxy(env.ARCHIVE, {
    get: () => () => Promise.reject(new Error("R2 is away")),
  });
  const batch = createMessageBatch("livepeer-sla-scrapes", [
    { id: "1", body: scrapeMessage(), timestamp: new Date(0), attempts: 1 },
  ]);
  await worker.queue(batch as never, { ...bindings, ARCHIVE: broken });
  expect(await getQueueResult(batch, createExecutionContext())).toMatchObject({
    retryMessages: [{ msgId: "1" }],
  });
});

it("goes the whole way: a tick, the real queue's message form, the raw object, the ledger", async () => {
  sent.length = 0;
  await worker.scheduled(
    createScheduledController({ scheduledTime: new Date(MINUTE + 3_600_000) }),
    bindings,
  );
  expect(sent.length).toBeGreaterThan(0);
  await worker.scheduled(
    createScheduledController({ scheduledTime: new Date(MINUTE + 3_600_000) }),
    env,
  );
  const later = scraperOf(scripted({}, { now: () => MINUTE + 3_601_000 }));
  const batch = createMessageBatch(
    "livepeer-sla-scrapes",
    sent.map((body, i) => ({ id: `${i}`, body, timestamp: new Date(0), attempts: 1 })),
  );
  await later.queue(batch as never, bindings);
  expect((await getQueueResult(batch, createExecutionContext())).retryMessages).toEqual([]);
  expect(await archive.list("raw/v1/2026-01-09T14/")).toHaveLength(sent.length);
  expect(await archive.list(rawKey(scrapeMessage()))).toHaveLength(1);
  const folded = sent.splice(0);
  await worker.scheduled(
    createScheduledController({ scheduledTime: new Date(MINUTE + 3_600_000) }),
    bindings,
  );
  for (const body of folded) expect(sent).not.toContainEqual(body);
});
