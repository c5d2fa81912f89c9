import { env } from "cloudflare:workers";
import { beforeEach, expect, it } from "vitest";
import { hourOf } from "../../../schema/sla/hour.ts";
import { EMPTY_TARGET } from "../../../schema/sla/merge-rows.ts";
import { canonicalJson } from "../../../schema/wire/canonical.ts";
import { ScrapeMessage } from "../../../schema/wire/raw.ts";
import type { SignedWindow } from "../../../schema/wire/window.ts";
import { consume } from "../../../workers/scraper/consume.ts";
import type { Outgoing } from "../../../workers/scraper/send.ts";
import { ledgerRows } from "../../../workers/store/ledger.ts";
import { windowsBelow } from "../../../workers/store/windows-below.ts";
import {
  MINUTE,
  signedChain,
  signedWindow,
  targetOf,
  testAgent,
  windowsPage,
} from "../../support/windows.ts";
import { counted } from "./counted.ts";
import { type Answers, archive, db, delivered, json, registered, scripted } from "./scripted.ts";
import { drizzle } from "drizzle-orm/d1";

// Windows that are lost for whole hours: the ledger has the first and the last, agents still have those between.

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
const T = 300;
const H13 = Math.floor(MINUTE / HOUR_MS) * HOUR_MS;
const hour = (back: number) => hourOf(H13 - back * HOUR_MS);

beforeEach(async () => {
  await archive.remove(await archive.list(""));
  const tables = ["targets", "registry_versions", "ledger"];
  await env.DB.batch(tables.map((table) => env.DB.prepare(`DELETE FROM ${table}`)));
});

/** Serves a chain as our agents do: two hours' windows to a page. */
const serving =
  (chain: readonly SignedWindow[], nowMs: () => number): Answers =>
  ({ searchParams }) => {
    const from = Date.parse(searchParams.get("from") ?? "1970-01-01T00:00:00Z");
    const after = Number(searchParams.get("after")?.slice(2) ?? 0);
    const sealed = chain.filter(({ window }) => window.start + MINUTE_MS <= nowMs());
    const page = sealed
      .filter(({ window: { seq, start } }) => seq >= after && start >= from)
      .slice(0, Math.min(120, Number(searchParams.get("limit") ?? 120)));
    const next = `s/${(page.at(-1)?.window.seq ?? sealed.length - 1) + 1}`;
    return json(windowsPage(page, { next, latest: `s/${sealed.length}` }));
  };

it("finds what is lost of nine whole hours, and asks on until all of it is in, within its day's messages", async () => {
  const agent = await testAgent();
  const target = await targetOf(agent, { url: "https://a.example" });
  await registered([target]);
  const hours = 12;
  const start = H13 - hours * HOUR_MS;
  const chain = await signedChain(agent, hours * 60 + 30, { start });
  let nowMs = start + HOUR_MS;
  const queue: ScrapeMessage[] = [];
  const post = async (outgoing: readonly Outgoing[]) =>
    void queue.push(...outgoing.map(({ body }) => ScrapeMessage.parse(body)));
  const ports = scripted(
    { "a.example": serving(chain, () => nowMs) },
    { now: () => nowMs, post, queueOpsPerDay: 10_000 },
  );
  const turnAt = async (atMs: number) => {
    nowMs = atMs + 1000;
    await consume(delivered({ slot: atMs / T / 1000, slot_seconds: T }), ports);
  };
  await turnAt(start + HOUR_MS + 2 * T * 1000);
  // Nine hours long our clock was wrong: the agent's windows were of the future, and its cursor passed them.
  await env.DB.prepare("UPDATE ledger SET body = replace(body, ?, ?)")
    .bind('"cursor":"s/70"', '"cursor":"s/640"')
    .run();
  queue.length = 0;
  let messages = 0;
  for (let atMs = H13 - 15 * T * 1000; atMs < H13 + 1_800_000; atMs += T * 1000) {
    await turnAt(atMs);
    for (let body = queue.shift(); body !== undefined; body = queue.shift(), messages++)
      await consume({ id: "gap", body, attempts: 1 }, ports);
  }
  const rows = await ledgerRows(
    db,
    Array.from({ length: 14 }, (_, i) => hour(i)),
  );
  const kept = rows.flatMap(({ row }) => Object.keys(row.targets[target.id]?.windows ?? {}));
  expect(new Set(kept).size).toBe(hours * 60 + 25);
  // Two hours a page, eight old hours a message.
  expect(messages).toBeLessThanOrEqual(3);
});

/** Writes rows of one target as folds leave them: hours back → keys. */
const write = async (id: string, rows: Record<number, string[]>) =>
  env.DB.batch(
    Object.entries(rows).map(([back, keys]) => {
      const windows = Object.fromEntries(keys.map((key) => [key, "0".repeat(16)]));
      const row = { objects: {}, targets: { [id]: { ...EMPTY_TARGET, windows } } };
      return env.DB.prepare("INSERT INTO ledger VALUES (?, 0, 1, 0, ?)").bind(
        hour(Number(back)),
        canonicalJson(row),
      );
    }),
  );
const TARGET = "a".repeat(16);
const allHours = Array.from({ length: 160 }, (_, i) => hour(i + 1));
const below = (on = db, windows = [{ target: TARGET, epoch: "e0", seq: 500, hour: hour(0) }]) =>
  windowsBelow(on, 0, allHours, windows);

it("knows the window below one by the newest older row of its epoch, whatever lies between", async () => {
  await write(TARGET, {
    3: ["other/900"],
    5: ["e0/99", "e0/100", "e0/700", "e/300"],
    6: ["e0/400"],
  });
  expect(await below()).toEqual([{ target: TARGET, epoch: "e0", seq: 100, hour: hour(5) }]);
  expect(await below(db, [{ target: TARGET, epoch: "e1", seq: 7, hour: hour(0) }])).toEqual([]);
});

it("knows nothing of a row that is full, which leaves windows out on purpose", async () => {
  await write(TARGET, { 5: Array.from({ length: 120 }, (_, i) => `e0/${i}`) });
  expect(await below()).toEqual([]);
});

it("reads the rows back to that one and no further, once for each target that it is asked about", async () => {
  await write(TARGET, Object.fromEntries(Array.from({ length: 100 }, (_, i) => [i, [`e${i}/1`]])));
  const { env: bindings, bill } = counted();
  const read = async (epoch: string) => {
    const before = bill.rowsRead;
    await below(drizzle(bindings.DB), [{ target: TARGET, epoch, seq: 9, hour: hour(0) }]);
    return bill.rowsRead - before;
  };
  // A row, and the element that names its hour.
  expect(await read("e10")).toBeLessThanOrEqual(2 * 10 + 1);
  expect(await read("none")).toBeLessThanOrEqual(160 + 100 + 1);
});

it("has a day's gaps cost no more messages than the day has for a shard, whatever an agent skips", async () => {
  const agents = await Promise.all(Array.from({ length: 24 }, () => testAgent()));
  const [bad] = agents;
  if (!bad) throw new Error("an agent");
  await registered(
    await Promise.all(
      agents.map((agent, shard) => targetOf(agent, { url: `https://a${shard}.example`, shard })),
    ),
  );
  const day = Math.floor(MINUTE / 86_400_000) * 86_400_000;
  let nowMs = day;
  let sealed = 0;
  const skipping: Answers = async () => {
    sealed += 2;
    const start = nowMs - (nowMs % MINUTE_MS) - 2 * MINUTE_MS;
    const prev = "0".repeat(64) as never;
    return json(windowsPage([await signedWindow(bad, { start, seq: sealed, prev })]));
  };
  const sent: ScrapeMessage[] = [];
  const post = async (outgoing: readonly Outgoing[]) =>
    void sent.push(...outgoing.map(({ body }) => ScrapeMessage.parse(body)));
  const ports = scripted(
    { "a0.example": skipping },
    { now: () => nowMs, post, queueOpsPerDay: 10_000 },
  );
  let asked = 0;
  const hoursOfAsks = new Set<number>();
  for (let quarter = 0; quarter < 96; quarter++) {
    nowMs = day + quarter * 900_000 + 20_000;
    await consume(delivered({ slot: Math.floor(nowMs / T / 1000), slot_seconds: T }), ports);
    for (let body = sent.shift(); body !== undefined; body = sent.shift(), asked++) {
      hoursOfAsks.add(Math.floor(quarter / 4));
      await consume({ id: "gap", body, attempts: 1 }, ports);
    }
  }
  // 120 messages among 24 shards: 5 each, over the whole day.
  expect(asked).toBeGreaterThanOrEqual(4);
  expect(asked).toBeLessThanOrEqual(5);
  expect(hoursOfAsks.size).toBeGreaterThanOrEqual(4);
});
