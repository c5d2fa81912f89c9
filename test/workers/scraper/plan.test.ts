import { env } from "cloudflare:workers";
import { beforeAll, expect, it } from "vitest";
import { rawKey } from "../../../schema/sla/raw-key.ts";
import type { ScrapeMessage } from "../../../schema/wire/raw.ts";
import { consume } from "../../../workers/scraper/consume.ts";
import { namesOf, plan, turnsDue } from "../../../workers/scraper/plan.ts";
import { schedule } from "../../../workers/scraper/schedule.ts";
import { MINUTE, targetOf, testAgent, windowsPage } from "../../support/windows.ts";
import { db, delivered, json, registered, scripted } from "./scripted.ts";

const SLOT = MINUTE / 60_000;
const always = [0, 1].map((shard) => ({ shard, registeredAt: 0 }));

it("has one turn per shard for the slot and for the two before it, oldest first", () => {
  expect(namesOf(turnsDue(MINUTE + 59_999, 60, always))).toEqual([
    `${SLOT - 2}:0`,
    `${SLOT - 2}:1`,
    `${SLOT - 1}:0`,
    `${SLOT - 1}:1`,
    `${SLOT}:0`,
    `${SLOT}:1`,
  ]);
});

it("belongs to the slot that its time is in: T = 300 s, half-open", () => {
  const slots = (at: number) => turnsDue(at, 300, always.slice(0, 1)).map(({ slot }) => slot);
  expect(slots(300_000 * 7)).toEqual([5, 6, 7]);
  expect(slots(300_000 * 7 + 299_999)).toEqual([5, 6, 7]);
  expect(slots(0)).toEqual([0]);
});

it("does not look back to before a shard's first target", () => {
  const fresh = [{ shard: 0, registeredAt: MINUTE + 30_000 }];
  expect(namesOf(turnsDue(MINUTE + 31_000, 60, fresh))).toEqual([`${SLOT}:0`]);
});

it("leaves out what is folded", () => {
  const due = turnsDue(MINUTE, 60, always);
  const folded = new Set(due.slice(0, 5).map(rawKey));
  expect(plan(due, folded)).toEqual(due.slice(5));
  expect(plan(due, new Set(due.map(rawKey)))).toEqual([]);
});

it("names keys by the hour of the slot", () => {
  const [message] = turnsDue(MINUTE, 60, always);
  expect(message && rawKey(message)).toBe(`raw/v1/2026-01-09T13/${SLOT - 2}:0.ndjson.gz`);
});

const sent: ScrapeMessage[][] = [];
const tick = (at: number) =>
  schedule(at, 60, { db, send: async (messages) => void sent.push([...messages]) });

beforeAll(async () => {
  await registered([await targetOf(await testAgent(), { url: "https://a.example" })]);
});

it("sends a late, missed or repeated tick's turns until they are folded, and writes nothing", async () => {
  expect(namesOf(await tick(MINUTE))).toEqual([`${SLOT - 2}:0`, `${SLOT - 1}:0`, `${SLOT}:0`]);
  const ports = scripted({ "a.example": () => json(windowsPage([])) });
  for (const slot of [SLOT - 2, SLOT]) await consume(delivered({ slot }), ports);
  // Of three, one was lost; the next tick is missed, and the one after it comes twice.
  expect(namesOf(await tick(MINUTE + 60_000))).toEqual([`${SLOT - 1}:0`, `${SLOT + 1}:0`]);
  expect(namesOf(await tick(MINUTE + 60_000))).toEqual([`${SLOT - 1}:0`, `${SLOT + 1}:0`]);
  expect(
    await env.DB.prepare("SELECT count(*) AS n, sum(version) AS writes FROM ledger").first(),
  ).toEqual({ n: 1, writes: 2 });
});
