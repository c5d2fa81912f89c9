import { createMessageBatch, createScheduledController } from "cloudflare:test";
import { beforeAll, expect, it } from "vitest";
import { FREE_PLAN, type Quota, scarcest, scrapeCost } from "../../../bench/cost.ts";
import { scraperOf } from "../../../workers/scraper/worker.ts";
import type { SignedWindow } from "../../../schema/wire/window.ts";
import { signedChain, targetOf, testAgent, windowsPage } from "../../support/windows.ts";
import { counted } from "./counted.ts";
import { json, registered, scripted } from "./scripted.ts";

// Two shards of four targets at T = 300 s from 13:00 on, for two hours: every target gives five quiet windows a slot.
const BEGIN = Date.UTC(2026, 0, 9, 13);
const T = 300_000;
const SHARDS = 2;
const HOURS = 2;
/** D1 queries that one invocation may make on the Free plan. */
const FREE_QUERIES = 50;

const chains = new Map<string, readonly SignedWindow[]>();
const perTurn: { fetches: number; statements: number }[] = [];
const { env, bill, queued } = counted();

beforeAll(async () => {
  const targets = [];
  for (let i = 0; i < SHARDS * 4; i++) {
    const agent = await testAgent();
    const url = `https://a${i}.example`;
    targets.push(await targetOf(agent, { url, shard: i % SHARDS, registered_at: BEGIN }));
    chains.set(url, await signedChain(agent, HOURS * 60 + 5, { start: BEGIN - T }));
  }
  await registered(targets);
  for (let minute = 0; minute < HOURS * 60; minute++) {
    const atMs = BEGIN + minute * 60_000;
    await workerAt(atMs).scheduled(
      createScheduledController({ scheduledTime: new Date(atMs) }),
      env,
    );
    // What is put into the queue is delivered within the minute.
    for (const [i, body] of queued.splice(0).entries()) {
      const worker = workerAt(atMs + 30_000);
      const before = { fetches, statements: bill.statements };
      const message = { id: `${minute}/${i}`, body, timestamp: new Date(atMs), attempts: 1 };
      await worker.queue(createMessageBatch("livepeer-sla-scrapes", [message]) as never, env);
      perTurn.push({
        fetches: fetches - before.fetches,
        statements: bill.statements - before.statements,
      });
    }
  }
});

let fetches = 0;
const workerAt = (nowMs: number) =>
  scraperOf(
    scripted(
      {},
      {
        now: () => nowMs,
        fetch: async (text) => {
          fetches += 1;
          const url = new URL(text);
          const sealed = (chains.get(url.origin) ?? []).filter(
            ({ window }) => window.start + 60_000 <= nowMs,
          );
          const after = Number(url.searchParams.get("after")?.slice(2) ?? 0);
          const latest = `s/${sealed.length}`;
          return json({ ...windowsPage(sealed.slice(after)), next: latest, latest });
        },
      },
    ),
  );

const formula = scrapeCost({ targets: SHARDS * 4, slotSeconds: T / 1000, shardSize: 4 }, HOURS);

it("sends one message per slot and shard: three queue operations each", () => {
  expect(bill.messages).toBe(HOURS * 12 * SHARDS);
  expect(bill.messages * 3).toBe(formula.queueOps);
});

it("stores one object per message, and lists nothing", () => {
  expect(bill.classA).toBe(formula.classA);
  expect(bill.classB).toBe(formula.classB);
});

it("writes one row per message, and one more of every hour and shard: M + 24 × shards a day", () => {
  expect(formula.rowsWritten).toBe(HOURS * 12 * SHARDS + HOURS * SHARDS);
  expect(bill.rowsWritten).toBe(formula.rowsWritten);
});

it("reads no more rows than the formula says, which says no more than a quarter too much", () => {
  expect(bill.rowsRead).toBeLessThanOrEqual(formula.rowsRead);
  expect(bill.rowsRead).toBeGreaterThan(formula.rowsRead * 0.75);
});

it("asks each target once a slot, within what one invocation may ask of others and of D1", () => {
  expect(fetches).toBe(HOURS * 12 * SHARDS * 4);
  expect(Math.max(...perTurn.map((turn) => turn.fetches))).toBe(formula.fetchesPerTurn);
  expect(Math.max(...perTurn.map((turn) => turn.statements))).toBeLessThanOrEqual(FREE_QUERIES);
});

it("fits 300 targets at 300 s into the Free plan with 30 % of headroom", () => {
  const cost = scrapeCost({ targets: 300, slotSeconds: 300, shardSize: 40 });
  expect(scarcest(cost)).toEqual({ quota: "queueOps", share: 0.6912 });
  // Whatever is lost on a day, and asked for: what is planned leaves a tenth.
  expect(cost.queueOpsWithGaps).toBe(cost.queueOps + 360);
  expect(cost.queueOpsWithGaps).toBeLessThanOrEqual(0.9 * FREE_PLAN.queueOps);
  expect(cost.fetchesPerTurn).toBeLessThanOrEqual(50);
  for (const quota of Object.keys(FREE_PLAN) as Quota[])
    expect({ quota, isIn: cost[quota] <= 0.7 * FREE_PLAN[quota] }).toEqual({ quota, isIn: true });
});
