import { env } from "cloudflare:workers";
import { beforeEach, expect, it } from "vitest";
import { consume } from "../../../workers/scraper/consume.ts";
import { lastSlot, probesIn } from "../../../workers/store/coverage.ts";
import { readBacklog } from "../../../workers/store/backlog.ts";
import { scrapesOf } from "../../../workers/store/scrapes-of.ts";
import { hourOf } from "../../../schema/sla/hour.ts";
import { MINUTE, targetOf, testAgent, windowsPage } from "../../support/windows.ts";
import { archive, db, delivered, json, registered, type Script, scripted } from "./scripted.ts";

const agent = await testAgent();
const target = await targetOf(agent, { url: "https://a.example" });

/** After which cursors the agent was asked, and what it says next. */
let asked: (string | null)[] = [];
const script = {
  "a.example": ({ searchParams }: URL) => {
    asked.push(searchParams.get("after"));
    return json(windowsPage([], { next: `s/${asked.length}`, latest: `s/${asked.length}` }));
  },
};

/** The turn of the slot that starts so many minutes after 13:30. */
const turn = async (slot_seconds: number, minute: number, of: Script = script) => {
  const slot = (MINUTE + minute * 60_000) / 1000 / slot_seconds;
  const now = () => MINUTE + minute * 60_000 + 1000;
  expect(await consume(delivered({ slot, slot_seconds }), scripted(of, { now }))).toBe("ack");
};

beforeEach(async () => {
  asked = [];
  await archive.remove(await archive.list(""));
  for (const table of ["targets", "registry_versions", "ledger"])
    await env.DB.prepare(`DELETE FROM ${table}`).run();
  await registered([target]);
});

it.each([
  [60, 300],
  [300, 60],
])(
  "asks on after the newest cursor when T = %i s becomes %i s, in every hour",
  async (old, next) => {
    for (const minute of [0, 5]) await turn(old, minute);
    for (const minute of [10, 15, 20, 25, 80]) await turn(next, minute);
    expect(asked).toEqual([null, "s/1", "s/2", "s/3", "s/4", "s/5", "s/6"]);
  },
);

it("knows the newest slot, how far it is behind and what agents hold, after T has grown", async () => {
  for (const minute of [0, 1, 2]) await turn(60, minute);
  for (const minute of [5, 10]) await turn(300, minute);
  const nowMs = MINUTE + 18 * 60_000;
  const newest = await lastSlot(db);
  expect(newest).toEqual({
    slot: (MINUTE + 10 * 60_000) / 300_000,
    startMs: MINUTE + 10 * 60_000,
  });
  expect(
    scrapesOf({ nowMs, slotSeconds: 300, lastSlot: newest, probes: [], registeredAtMs: [] }),
  ).toMatchObject({ last_slot: { at: "2026-01-09T13:40:00.000Z" }, lag_slots: 0 });
  expect(await readBacklog(db, [target], 300, MINUTE + 15 * 60_000)).toMatchObject({
    turns: 0,
    windows: 0,
  });
  const hour = hourOf(MINUTE);
  expect(await probesIn(db, hour, MINUTE + 10 * 60_000)).toEqual([{ outcome: "ok", probes: 4 }]);
});

it("opens the breaker by the newest slots, whatever T was before", async () => {
  for (const minute of [-20, -19, -18]) await turn(60, minute);
  let requests = 0;
  const dead = { "a.example": () => new Response(`${++requests}`, { status: 500 }) };
  for (const minute of [-15, -10, -5]) await turn(300, minute, dead);
  expect(requests).toBe(3);
  for (const minute of [0, 5]) await turn(300, minute, dead);
  expect(requests).toBe(4);
});
