import { env } from "cloudflare:workers";
import { DrizzleQueryError } from "drizzle-orm";
import { beforeEach, expect, it } from "vitest";
import { hourOf } from "../../../schema/sla/hour.ts";
import type { ScrapeMessage } from "../../../schema/wire/raw.ts";
import { bury, deliver } from "../../../workers/scraper/deliver.ts";
import { reasonOf, waitSeconds } from "../../../workers/scraper/reason.ts";
import { ledgerRows } from "../../../workers/store/ledger.ts";
import { scrapeMessage } from "../../support/raw.ts";
import { MINUTE, signedChain, targetOf, testAgent, windowsPage } from "../../support/windows.ts";
import { type Strike, faultyArchive, faultyDatabase } from "./faulty.ts";
import { archive, db, json, registered, scripted } from "./scripted.ts";

const SLOT = MINUTE / 60_000;
const agent = await testAgent();
const target = await targetOf(agent, { url: "https://a.example" });
const chain = await signedChain(agent, 60, { start: MINUTE - 60_000 });

beforeEach(async () => {
  await archive.remove(await archive.list(""));
  await env.DB.batch(
    ["targets", "registry_versions", "ledger", "dead_letters"].map((table) =>
      env.DB.prepare(`DELETE FROM ${table}`),
    ),
  );
  await registered([target]);
});

/** Fails the calls of these numbers, counted from 1; all where none is given. */
const failing = (how: "before" | "after", ...calls: number[]): Strike => {
  let call = 0;
  return () => (++call, calls.length === 0 || calls.includes(call) ? how : null);
};

/** One delivery, what became of it, and what was said. */
async function delivery(ports: Parameters<typeof deliver>[1], body: unknown, attempts = 1) {
  const said: { acked: boolean; delaySeconds: number | null } = {
    acked: false,
    delaySeconds: null,
  };
  const message = {
    id: "m",
    body,
    attempts,
    ack: () => (said.acked = true),
    retry: ({ delaySeconds = 0 } = {}) => (said.delaySeconds = delaySeconds),
  };
  const logged: Record<string, unknown>[] = [];
  const log = (entry: object) => void logged.push(entry as Record<string, unknown>);
  await deliver({ messages: [message] } as never, { ...ports, log });
  return { ...said, logged };
}

const honest = () => {
  let asked = 0;
  const script = { "a.example": () => (asked++, json(windowsPage(chain.slice(0, 2)))) };
  return { script, asked: () => asked };
};

it.each([
  ["D1_ERROR: D1 DB is overloaded. Requests queued for too long.", "d1_overloaded"],
  ["D1_ERROR: D1 DB is overloaded. Too many requests queued.", "d1_overloaded"],
  ["D1_ERROR: D1 DB exceeded its CPU time limit and was reset.", "d1_overloaded"],
  ["D1_ERROR: Network connection lost.", "d1_lost"],
  [
    "D1_ERROR: D1 DB storage operation exceeded timeout which caused object to be reset.",
    "d1_lost",
  ],
  ["D1_ERROR: D1 DB reset because its code was updated.", "d1_lost"],
  ["D1_ERROR: Exceeded the daily limit of rows written.", "d1_quota"],
  ["D1_ERROR: no such table: targets", "d1_failed"],
  ["put: Reduce your concurrent request rate for the same object. (10058)", "r2_refused"],
  ["get: We encountered an internal error. Please try again. (10001)", "r2_refused"],
  ["Queue sendBatch failed: Too Many Requests", "queue_refused"],
  ["Storage Limit Exceeded", "queue_refused"],
  ["x is not a function", "failed"],
])("says of %j: %s", (words, reason) => {
  expect(reasonOf(new Error(words))).toBe(reason);
  // What drizzle makes of it says the query first, which could hold any word.
  const wrapped = new DrizzleQueryError("select overloaded from queue", [], new Error(words));
  expect(reasonOf(wrapped)).toBe(reason === "failed" ? "d1_failed" : reason);
});

it("row D1 overloaded: waits longer with every delivery, half a minute at least for an overloaded database, and for a quota until midnight UTC", () => {
  const never = () => 0;
  const waits = [1, 2, 3, 4, 5, 6, 9].map((n) => waitSeconds("d1_overloaded", n, MINUTE, never));
  expect(waits).toEqual([30, 60, 120, 240, 480, 600, 600]);
  expect(waitSeconds("d1_lost", 1, MINUTE, never)).toBe(5);
  // 13:30 UTC.
  expect(waitSeconds("d1_quota", 1, MINUTE, never)).toBe(10.5 * 3600);
  expect(waitSeconds("d1_quota", 1, Date.UTC(2026, 0, 9), () => 0.99)).toBe(86_400);
});

it("row D1 overloaded: the message comes again later, and no target was asked", async () => {
  const { script, asked } = honest();
  const d1 = new Proxy(env.DB, {
    get: () => () => {
      throw new Error("D1_ERROR: D1 DB is overloaded. Too many requests queued.");
    },
  });
  const ports = scripted(script, { db: faultyDatabase(d1, () => null) });
  const { acked, delaySeconds, logged } = await delivery(ports, scrapeMessage());
  expect(acked).toBe(false);
  expect(delaySeconds).toBeGreaterThanOrEqual(30);
  expect(logged).toMatchObject([
    { event: "scrape.failed", message: "m", reason: "d1_overloaded", retry_s: delaySeconds },
  ]);
  expect(asked()).toBe(0);
});

it("a database that fails at the fold: the object is stored, the retry folds it and asks nobody again", async () => {
  for (const [how, call] of [
    ["before", 4],
    ["after", 5],
    ["before", 5],
  ] as const) {
    await archive.remove(await archive.list("raw/"));
    await env.DB.prepare("DELETE FROM ledger").run();
    const { script, asked } = honest();
    const ports = scripted(script, { db: faultyDatabase(env.DB, failing(how, call)) });
    const first = await delivery(ports, scrapeMessage());
    expect([first.acked, first.delaySeconds === null]).toEqual([false, false]);
    expect(await archive.list("raw/")).toHaveLength(1);
    const second = await delivery(scripted(script), scrapeMessage(), 2);
    expect(second.acked).toBe(true);
    expect(asked()).toBe(1);
    const [row] = await ledgerRows(db, [hourOf(MINUTE)]);
    expect(row?.row.targets[target.id]?.outcomes).toEqual({ [SLOT]: "ok" });
  }
});

it.each([
  ["get before", 1, "before", 2],
  ["put before", 2, "before", 2],
  ["put after", 2, "after", 1],
] as const)(
  "row R2 429: an archive that refuses (%s): the message comes again, and one object is there in the end",
  async (_, call, how, asks) => {
    const { script, asked } = honest();
    const ports = scripted(script, { archive: faultyArchive(env.ARCHIVE, failing(how, call)) });
    const first = await delivery(ports, scrapeMessage());
    expect(first.acked).toBe(false);
    expect(first.delaySeconds).toBeGreaterThanOrEqual(10);
    expect(first.logged).toMatchObject([{ event: "scrape.failed", reason: "r2_refused" }]);
    expect((await delivery(scripted(script), scrapeMessage(), 2)).acked).toBe(true);
    expect(await archive.list("raw/")).toHaveLength(1);
    expect(asked()).toBe(call === 1 ? 1 : asks);
    expect(await ledgerRows(db, [hourOf(MINUTE)])).toHaveLength(1);
  },
);

it("records a message that comes too late, and makes up for an hour without probes in one turn", async () => {
  const late = scripted({}, { now: () => MINUTE + 3_600_000 });
  for (let i = 0; i < 50; i++) {
    const { acked, logged } = await delivery(late, scrapeMessage({ slot: SLOT + i }), 4);
    expect(acked).toBe(true);
    expect(logged).toMatchObject([{ event: "scrape.stale", turn: `${SLOT + i}:0`, attempts: 4 }]);
  }
  expect(await archive.list("raw/")).toEqual([]);
  const pages = {
    "a.example": ({ searchParams }: URL) => {
      const after = Number(searchParams.get("after")?.slice(2) ?? 0);
      const windows = chain.slice(after, after + 15);
      return json(windowsPage(windows, { next: `s/${after + windows.length}`, latest: "s/60" }));
    },
  };
  const ports = scripted(pages, { now: () => MINUTE + 3_600_000 });
  await delivery(ports, scrapeMessage({ slot: SLOT + 59 }));
  const rows = await ledgerRows(db, [hourOf(MINUTE), hourOf(MINUTE + 3_600_000)]);
  const of = rows.flatMap(({ row }) => Object.values(row.targets));
  expect(of.flatMap(({ windows }) => Object.keys(windows))).toHaveLength(60);
  // What was not asked has no outcome: it is derived, and is nobody's downtime.
  expect(of.flatMap(({ outcomes }) => Object.keys(outcomes))).toEqual([String(SLOT + 59)]);
});

it("asks a backfill however late it is", async () => {
  const { script, asked } = honest();
  const backfill: ScrapeMessage["backfill"] = { from: 0, to: MINUTE, digest: "0".repeat(16) };
  const ports = scripted(script, { now: () => MINUTE + 86_400_000 });
  expect((await delivery(ports, scrapeMessage({ backfill }))).acked).toBe(true);
  expect(asked()).toBe(1);
});

it("keeps a dead letter when the database is back, and says its body meanwhile", async () => {
  const logged: object[] = [];
  let delay = 0;
  let acked = 0;
  const message = {
    id: "dead",
    body: scrapeMessage(),
    attempts: 1,
    ack: () => acked++,
    retry: ({ delaySeconds = 0 }) => (delay = delaySeconds),
  };
  const ports = scripted({}, { log: (entry) => void logged.push(entry) });
  const batch = { messages: [message] } as never;
  await bury(batch, { ...ports, db: faultyDatabase(env.DB, failing("before")) });
  expect([acked, delay > 0]).toEqual([0, true]);
  expect(logged).toMatchObject([{ event: "scrape.not_buried", message: "dead" }]);
  await bury(batch, ports);
  expect(acked).toBe(1);
  expect(await env.DB.prepare("SELECT count(*) AS n FROM dead_letters").first("n")).toBe(1);
});
