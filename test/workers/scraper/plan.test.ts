import { env } from "cloudflare:workers";
import fc from "fast-check";
import { beforeAll, beforeEach, expect, it } from "vitest";
import { dueAt } from "../../../agent/src/minute.ts";
import { rawKey } from "../../../schema/sla/raw-key.ts";
import type { ScrapeMessage } from "../../../schema/wire/raw.ts";
import { allowanceOf, gapAllowanceOf } from "../../../schema/sla/queue-budget.ts";
import { readConfig } from "../../../workers/scraper/config.ts";
import { consume } from "../../../workers/scraper/consume.ts";
import {
  momentOf,
  namesOf,
  plan,
  SEALED_SECONDS,
  spareOfTick,
  turnsDue,
} from "../../../workers/scraper/plan.ts";
import { schedule } from "../../../workers/scraper/schedule.ts";
import type { Outgoing } from "../../../workers/scraper/send.ts";
import { MINUTE, targetOf, testAgent, windowsPage } from "../../support/windows.ts";
import { db, delivered, json, registered, scripted } from "./scripted.ts";

const SLOT = MINUTE / 60_000;
const DAY_SECONDS = 86_400;
const shards = (count: number) =>
  Array.from({ length: count }, (_, shard) => ({ shard, registeredAt: 0 }));
const due = (at: number, slotSeconds: number, of = shards(2)) =>
  turnsDue(at, slotSeconds, of, null);

it("has one turn per shard for the slot and for the two before it, oldest first", () => {
  expect(namesOf(due(MINUTE + 59_999, 60))).toEqual([
    `${SLOT - 2}:0`,
    `${SLOT - 2}:1`,
    `${SLOT - 1}:0`,
    `${SLOT - 1}:1`,
    `${SLOT}:0`,
    `${SLOT}:1`,
  ]);
});

it("belongs to the slot that its time is in: T = 300 s, half-open", () => {
  const slots = (at: number) => due(at, 300, shards(1)).map(({ slot }) => slot);
  expect(slots(300_000 * 7)).toEqual([5, 6, 7]);
  expect(slots(300_000 * 7 + 299_999)).toEqual([5, 6, 7]);
  expect(slots(0)).toEqual([0]);
});

it("does not look back to before a shard's first target", () => {
  const fresh = [{ shard: 0, registeredAt: MINUTE + 30_000 }];
  expect(namesOf(due(MINUTE + 31_000, 60, fresh))).toEqual([`${SLOT}:0`]);
});

it("names keys by the hour of the slot", () => {
  const [message] = due(MINUTE, 60);
  expect(message && rawKey(message)).toBe(`raw/v1/2026-01-09T13/${SLOT - 2}:0.ndjson.gz`);
});

it.each([
  [60, 8],
  [300, 8],
  [300, 250],
])(
  "T = %i s: every turn is sent once, at its moment in the half of the slot after the seal, by one tick",
  (slotSeconds, count) => {
    const first = 1000 * slotSeconds * 1000;
    const sent = new Map<string, number>();
    for (let at = first; at < first + slotSeconds * 1000; at += 60_000) {
      const all = due(at, slotSeconds, shards(count));
      const folded = new Set(all.filter(({ slot }) => slot < 1000).map(rawKey));
      for (const { message, delaySeconds } of plan(at, all, folded, null)) {
        const sinceSeal = at + delaySeconds * 1000 - first - SEALED_SECONDS * 1000;
        if (sinceSeal >= 0 && sinceSeal < slotSeconds * 500 && delaySeconds < 60)
          if (momentOf(message) === at + delaySeconds * 1000)
            sent.set(rawKey(message), (sent.get(rawKey(message)) ?? 0) + 1);
      }
    }
    expect([...sent.values()]).toEqual(Array.from({ length: count }, () => 1));
  },
);

it("asks when agents have sealed the minute before, and each in its own slot, however short", () => {
  const offsets = (slotSeconds: number) =>
    due(0, slotSeconds, shards(500)).map((message) => momentOf(message) / 1000);
  // An agent waits 3 s for what is on its way, and looks twice a second.
  expect(Math.min(...offsets(60)) * 1000).toBeGreaterThanOrEqual(dueAt(-60_000) + 500);
  // Ten seconds to ask, before what was asked is published.
  expect(Math.max(...offsets(60))).toBeLessThanOrEqual(35);
  for (const slotSeconds of [10, 11, 30, 61])
    expect(Math.max(...offsets(slotSeconds))).toBeLessThan(slotSeconds);
});

it("spreads shards: no tenth of the half begins with more than a quarter of them", () => {
  const offsets = due(0, 300, shards(100)).map(
    (message) => momentOf(message) - SEALED_SECONDS * 1000,
  );
  const tenths = Map.groupBy(offsets, (offset) => Math.floor(offset / 15_000));
  expect(Math.max(...[...tenths.values()].map((own) => own.length))).toBeLessThan(15);
  expect(tenths.size).toBe(10);
});

it("sends a turn again two, four and eight ticks later while it is not folded, and not beyond the look-back", () => {
  const ticksOf = (slotSeconds: number, ticks: number) => {
    const first = 1000 * slotSeconds * 1000;
    return Array.from({ length: ticks }, (_, i) => i).filter((i) =>
      plan(
        first + i * 60_000,
        due(first + i * 60_000, slotSeconds, shards(1)),
        new Set(),
        null,
      ).some(({ message }) => message.slot === 1000),
    );
  };
  expect(ticksOf(300, 20)).toEqual([0, 2, 4, 8]);
  expect(ticksOf(60, 20)).toEqual([0, 2]);
});

it("sends every turn of a tick that was missed once before any of them twice, where few messages are spare", () => {
  const [slotSeconds, spare, slot] = [300, 2, 1000];
  const first = slot * slotSeconds * 1000;
  const sent = new Map<string, number>();
  const times: number[] = [];
  for (let tick = 1; tick < 12; tick++) {
    const at = first + tick * 60_000;
    const all = due(at, slotSeconds, shards(8));
    const missed = all.filter((turn) => turn.slot === slot && momentOf(turn) < first + 60_000);
    const folded = new Set(all.filter((turn) => !missed.includes(turn)).map(rawKey));
    for (const { message } of plan(at, all, folded, spareOfTick(at, slotSeconds, spare)))
      sent.set(rawKey(message), (sent.get(rawKey(message)) ?? 0) + 1);
    if (missed.length > 0) times.push(missed.length);
    const each = [...sent.values()];
    if (each.length < missed.length) expect(each).toEqual(each.map(() => 1));
  }
  expect(times[0]).toBeGreaterThanOrEqual(3);
  expect(sent.size).toBe(times[0]);
  expect([...sent.values()].reduce((sum, each) => sum + each, 0)).toBeLessThanOrEqual(3 * spare);
});

it("leaves out what is folded", () => {
  const all = due(MINUTE, 60);
  expect(plan(MINUTE, all, new Set(all.map(rawKey)), null)).toEqual([]);
});

it("AC: 300 targets at 300 s, eight shards, are within nine tenths of the Free plan's day", () => {
  const { asked, spare } = allowanceOf(1, 300, shards(8), 10_000);
  expect(asked).toHaveLength(8);
  expect(spare).toBeGreaterThanOrEqual(2);
});

it("row Queue operations: spends nine tenths of a day's queue operations at most, and leaves no shard out", () => {
  fc.assert(
    fc.property(
      fc.constantFrom(60, 300, 600),
      fc.integer({ min: 1, max: 60 }),
      fc.integer({ min: 0, max: 20_000 }),
      (slotSeconds, count, day) => {
        const slots = DAY_SECONDS / slotSeconds;
        const asked = new Map<number, number>();
        let messages = 0;
        for (let slot = day * slots; slot < (day + 1) * slots; slot++) {
          const allowance = allowanceOf(slot, slotSeconds, shards(count), 10_000);
          for (const { shard } of allowance.asked) asked.set(shard, (asked.get(shard) ?? 0) + 1);
          const ticks = Array.from({ length: slotSeconds / 60 }, (_, i) =>
            spareOfTick((slot * slotSeconds + i * 60) * 1000, slotSeconds, allowance.spare),
          );
          const again = ticks.reduce((sum, each) => sum + (each?.count ?? Infinity), 0);
          expect(again).toBe(allowance.spare);
          messages += allowance.asked.length + again;
        }
        // Turns, turns that are sent again, and what asks for gaps and goes on asking.
        for (let place = 0; place < count; place++)
          messages += gapAllowanceOf(day * DAY_SECONDS * 1000, place, count, 10_000).ofDay;
        expect(messages * 3).toBeLessThanOrEqual(9000);
        expect(asked.size).toBe(count);
        expect(Math.max(...asked.values()) - Math.min(...asked.values())).toBeLessThanOrEqual(1);
      },
    ),
    { numRuns: 30 },
  );
});

it("gives every shard its part of the messages that ask for gaps: some in the morning, and all of it by the evening", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 300 }),
      fc.integer({ min: 0, max: 20_000 }),
      (count, day) => {
        const atHour = (place: number, hour: number, on = day) =>
          gapAllowanceOf((on * 24 + hour) * 3_600_000, place, count, 10_000);
        const places = Array.from({ length: count }, (_, place) => place);
        const all = places.map((place) => atHour(place, 0).ofDay);
        expect(all.reduce((sum, each) => sum + each, 0)).toBe(120);
        expect(Math.max(...all) - Math.min(...all)).toBeLessThanOrEqual(1);
        for (const place of places.slice(0, 3)) {
          const soFar = Array.from({ length: 24 }, (_, hour) => atHour(place, hour).soFar);
          expect(soFar).toEqual(soFar.toSorted((a, b) => a - b));
          expect(soFar[23]).toBe(all[place]);
          expect((soFar[0] ?? 0) > 0).toBe((all[place] ?? 0) > 0);
          // Who has none today has some within as many days as there are shards.
          const days = Array.from({ length: count }, (_, i) => atHour(place, 0, day + i).ofDay);
          expect(Math.max(...days)).toBeGreaterThan(0);
        }
      },
    ),
    { numRuns: 50 },
  );
});

it("has presets, which single settings override", () => {
  const settings = (env: object) => readConfig({ ALLOW_LOOPBACK: "false", ...env });
  expect(settings({})).toMatchObject({ slotSeconds: 300, shardSize: 40, fetchesPerTurn: 45 });
  expect(settings({ PRESET: "paid" })).toMatchObject({ slotSeconds: 60, shardSize: 100 });
  expect(settings({ PRESET: "paid", SLOT_SECONDS: "300" })).toMatchObject({
    slotSeconds: 300,
    queueOpsPerDay: null,
  });
  expect(() => settings({ SHARD_SIZE: "46" })).toThrow("SHARD_SIZE");
  expect(() => settings({ PRESET: "gold" })).toThrow("PRESET");
});

const sent: Outgoing[][] = [];
const logged: object[] = [];
const paid = { slotSeconds: 60, queueOpsPerDay: null };
const ports = {
  db,
  post: async (outgoing: readonly Outgoing[]) => void sent.push([...outgoing]),
  log: (entry: object) => void logged.push(entry),
};
const tick = async (at: number, override: Partial<typeof ports> = {}) =>
  namesOf(await schedule(at, paid, { ...ports, ...override }));

beforeAll(async () => {
  await registered([await targetOf(await testAgent(), { url: "https://a.example" })]);
});
beforeEach(() => {
  sent.length = 0;
  logged.length = 0;
});

it("row Cron: sends a late, missed or repeated tick's turns until they are folded, and writes nothing", async () => {
  expect(await tick(MINUTE)).toEqual([`${SLOT - 2}:0`, `${SLOT}:0`]);
  const scraper = scripted({ "a.example": () => json(windowsPage([])) });
  for (const slot of [SLOT - 2, SLOT]) await consume(delivered({ slot }), scraper);
  // Of three, one was lost; the next tick comes twice, the one after it is missed.
  expect(await tick(MINUTE + 60_000)).toEqual([`${SLOT - 1}:0`, `${SLOT + 1}:0`]);
  expect(await tick(MINUTE + 60_000)).toEqual([`${SLOT - 1}:0`, `${SLOT + 1}:0`]);
  expect(await tick(MINUTE + 180_000)).toEqual([`${SLOT + 1}:0`, `${SLOT + 3}:0`]);
  expect(
    await env.DB.prepare("SELECT count(*) AS n, sum(version) AS writes FROM ledger").first(),
  ).toEqual({ n: 1, writes: 2 });
});

it("row Queue send: says which slot could not be planned and why, and the next ticks make it up", async () => {
  const refusing = async () => {
    throw new Error("Too Many Requests");
  };
  expect(await tick(MINUTE + 600_000, { post: refusing })).toEqual([]);
  expect(logged).toMatchObject([
    { event: "scrape.not_planned", slot: SLOT + 10, reason: "queue_refused" },
  ]);
  const overloaded = new Proxy(db, {
    get: () => () => {
      throw new Error("D1_ERROR: D1 DB is overloaded. Too many requests queued.");
    },
  });
  expect(await tick(MINUTE + 660_000, { db: overloaded })).toEqual([]);
  expect(logged[1]).toMatchObject({ event: "scrape.not_planned", reason: "d1_overloaded" });
  expect(await tick(MINUTE + 720_000)).toEqual([`${SLOT + 10}:0`, `${SLOT + 12}:0`]);
  expect(logged[2]).toMatchObject({ event: "scrape.planned", slot: SLOT + 12 });
});

it("says how many shards wait when the day's queue operations do not suffice", async () => {
  await registered(
    await Promise.all(
      [1, 2, 3].map(async (shard) =>
        targetOf(await testAgent(), { url: `https://s${shard}.example`, shard }),
      ),
    ),
  );
  const free = { slotSeconds: 60, queueOpsPerDay: 10_000 };
  const asked = new Set<number>();
  for (let i = 0; i < 4; i++)
    for (const { shard } of await schedule(MINUTE + 7_200_000 + i * 60_000, free, ports))
      asked.add(shard);
  expect([...asked].sort()).toEqual([0, 1, 2, 3]);
  expect(logged.at(-1)).toMatchObject({ deferred: 2, reason: "queue_budget" });
});

const turn = (slot: number): ScrapeMessage | undefined => due(slot * 60_000, 60, shards(1)).at(-1);

it("is a pure function: the same tick plans the same", () => {
  expect(turn(SLOT)).toEqual(turn(SLOT));
  expect(turn(SLOT)?.slot).toBe(SLOT);
});
