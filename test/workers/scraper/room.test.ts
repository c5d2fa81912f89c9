import fc from "fast-check";
import { expect, it } from "vitest";
import { type SignedWindow, WINDOW_MS } from "../../../schema/wire/window.ts";
import { openQuarantine } from "../../../workers/scraper/quarantine.ts";
import { ROOM_BYTES, openRoom } from "../../../workers/scraper/room.ts";
import { scrape } from "../../../workers/scraper/scrape.ts";
import { manyJobs } from "../../support/maximal-pages.ts";
import { scrapeMessage } from "../../support/raw.ts";
import { MINUTE, signedChain, targetOf, testAgent, windowsPage } from "../../support/windows.ts";
import { type Answers, json, scripted } from "./scripted.ts";

const TARGETS = 100;
const SLOT = MINUTE / 60_000;

// One key and one chain serve many targets: a turn tells them apart by their ids.
const agent = await testAgent();
const one = await targetOf(agent, { role: "gateway" });
const targets = Array.from({ length: TARGETS }, (_, i) => ({
  ...one,
  id: ((i * 0x9e3779b1) % 2 ** 32).toString(16).padStart(16, "0"),
  url: `https://a${i}.example`,
}));
const idOf = (host: number) => targets[host]?.id ?? "";
const chainOf = (count: number, jobs: number) =>
  signedChain(agent, count, { start: MINUTE - count * WINDOW_MS, jobs: manyJobs(jobs) });
const sizeOf = (windows: readonly unknown[]) => JSON.stringify(windows).length;

/** Serves windows in their order from one cursor on; `limit` is heeded. @param endless  says that there are always more */
const serve =
  (windows: readonly SignedWindow[], endless = false): Answers =>
  ({ searchParams }) => {
    const after = endless ? 0 : Number(searchParams.get("after")?.slice(2) ?? 0);
    const page = windows.slice(after, after + Number(searchParams.get("limit") ?? 1000));
    const latest = endless ? "s/never" : `s/${windows.length}`;
    return json(windowsPage(page, { next: `s/${after + page.length}`, latest }));
  };

async function turn(answersOf: (host: number) => Answers, slot = SLOT, asked = targets) {
  const script = Object.fromEntries(asked.map((_, i) => [`a${i}.example`, answersOf(i)]));
  const ports = { ...scripted(script), quarantine: openQuarantine() };
  const message = scrapeMessage({ slot });
  const of = { message, registryVersion: 1, targets: asked, probed: new Map(), fetches: 800 };
  const { outcomes, windows } = await scrape(of, ports);
  const byTarget = Map.groupBy(windows, ({ target }) => target);
  return {
    windows,
    outcomeOf: (host: number) => outcomes.find(({ target }) => target === idOf(host)),
    takenOf: (host: number) => byTarget.get(idOf(host)) ?? [],
  };
}

it("takes everything of an honest Paid shard at once: a hundred targets, some of them gateways with a page that is full", async () => {
  const [few, busy] = [await chainOf(5, 6), await chainOf(1, 580)];
  expect([sizeOf(few), sizeOf(busy)].map((size) => Math.round(size / 1024))).toEqual([16, 255]);
  const { windows, outcomeOf } = await turn((host) => serve(host < 20 ? busy : few));
  expect(windows).toHaveLength(20 + 80 * 5);
  for (let host = 0; host < TARGETS; host++) {
    expect(outcomeOf(host)).toMatchObject({ outcome: "ok", detail: null });
    expect(outcomeOf(host)?.behind).toBeUndefined();
  }
});

/** As large as a page may be, one window. */
const greedy = serve(await chainOf(1, 1000), true);

it("row Memory: takes no honest target's room for agents that fill every page, and keeps no more than there is room for", async () => {
  const few = await chainOf(5, 6);
  const { windows, outcomeOf, takenOf } = await turn((host) =>
    host % 4 === 0 ? greedy : serve(few),
  );
  const taken = targets.map((_, host) => takenOf(host).length);
  expect(taken.filter((_, host) => host % 4 !== 0)).toEqual(Array(75).fill(5));
  // Some of the greedy are taken, and all of them are to be asked again.
  const greedyTaken = taken.filter((_, host) => host % 4 === 0);
  expect(new Set(greedyTaken)).toContain(0);
  expect(greedyTaken.reduce((sum, count) => sum + count, 0)).toBeGreaterThan(10);
  for (let host = 0; host < TARGETS; host += 4)
    expect(outcomeOf(host)).toMatchObject({ outcome: "ok", behind: true });
  expect(sizeOf(windows)).toBeLessThan(ROOM_BYTES * 1.1);
});

it("holds what it had no room for where it was, and says so", async () => {
  const { outcomeOf, takenOf } = await turn(() => greedy);
  const held = targets.flatMap((_, host) => (takenOf(host).length === 0 ? [host] : []));
  expect(held.length).toBeGreaterThan(80);
  for (const host of held)
    expect(outcomeOf(host)).toMatchObject({ outcome: "ok", detail: "budget", cursor: null });
});

it("takes a part of a page that is more than a share, as far as it reaches, from everyone", async () => {
  const pages = await chainOf(100, 7);
  expect(sizeOf(pages)).toBeGreaterThan(300_000);
  const { takenOf, outcomeOf } = await turn(() => serve(pages));
  for (let host = 0; host < TARGETS; host++) {
    const { length } = takenOf(host);
    expect(length).toBeGreaterThanOrEqual(10);
    if (length < 100)
      expect(outcomeOf(host)).toMatchObject({ behind: true, cursor: `s/${length}` });
  }
});

it.each([1, 40])(
  "puts nobody off for long: of forty who all send too much, each is taken in one turn of five, %i slots apart",
  async (apart) => {
    const few = targets.slice(0, 40);
    const untaken = new Map(few.map((_, host) => [host, 0]));
    for (let nth = 0; nth < 10; nth++) {
      const { takenOf } = await turn(() => greedy, SLOT + nth * apart, few);
      for (const [host, turns] of untaken)
        untaken.set(host, takenOf(host).length > 0 ? 0 : turns + 1);
      expect(Math.max(...untaken.values())).toBeLessThan(5);
    }
  },
  60_000,
);

const some = await chainOf(4, 20);
const bytesOf = (count: number) => sizeOf(some.slice(0, count));

it("never gives away more than there is, and never less than a share", () => {
  const asks = fc.array(
    fc.record({ target: fc.nat(9), count: fc.integer({ min: 1, max: 4 }), leaves: fc.boolean() }),
    { maxLength: 60 },
  );
  fc.assert(
    fc.property(asks, fc.integer({ min: 0, max: 600_000 }), (all, roomBytes) => {
      const room = openRoom([..."0123456789"], roomBytes);
      const filled = new Map<number, number>();
      for (const { target, count, leaves } of all) {
        const fits = room.fitting(`${target}`, some.slice(0, count), bytesOf(count));
        const before = filled.get(target) ?? 0;
        if (before === 0 && bytesOf(count) <= roomBytes / 20 - 1) expect(fits).toBe(count);
        if (fits === count) filled.set(target, before + bytesOf(count) - 2 - count);
        if (leaves) room.leave(`${target}`);
      }
      const sum = [...filled.values()].reduce((bytes, each) => bytes + each, 0);
      expect(sum).toBeLessThanOrEqual(roomBytes);
    }),
  );
});

it("has room kept for the windows that a target is then asked for, whoever comes between", () => {
  const room = openRoom(["a", "b"], bytesOf(4));
  const fits = room.fitting("a", some, bytesOf(4) + 1);
  expect(fits).toBeGreaterThan(0);
  expect(fits).toBeLessThan(5);
  room.fitting("b", some, bytesOf(4) + 1);
  expect(room.fitting("a", some.slice(0, fits), bytesOf(fits) + 500)).toBe(fits);
});
