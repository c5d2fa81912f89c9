import { and, eq } from "drizzle-orm";
import { beforeEach, expect, it } from "vitest";
import { complianceOf } from "../../../schema/sla/compliance.ts";
import { dayOf, dayRows } from "../../../schema/sla/day.ts";
import { HOUR_MS, hourOf, hourStart } from "../../../schema/sla/hour.ts";
import { DEFAULT_POLICY, policyDigest } from "../../../schema/sla/policy.ts";
import { periodStart } from "../../../schema/sla/scores-pack.ts";
import { dayRollups } from "../../../schema/tables/day-rollups.ts";
import { targets } from "../../../schema/tables/targets.ts";
import { PERIODS, Period } from "../../../schema/wire/compliance.ts";
import { Network } from "../../../schema/wire/network.ts";
import type { Rollup } from "../../../schema/wire/rollup.ts";
import { Scores } from "../../../schema/wire/scores.ts";
import { buildDays } from "../../../workers/sla-cron/build-days.ts";
import { DAY_LIMITS, SCORES_LIMITS } from "../../../workers/sla-cron/publication-limits.ts";
import { publishNetwork } from "../../../workers/sla-cron/publish-network.ts";
import { publishScores } from "../../../workers/sla-cron/publish-scores.ts";
import { builtDays } from "../../../workers/store/build-day.ts";
import { NETWORK_KEY, SCORES_KEY } from "../../../workers/store/published-documents.ts";
import { rollupOf } from "../../../workers/store/rollup-row.ts";
import { upsertTargets } from "../../../workers/store/targets.ts";
import { targetOf, testAgent } from "../../support/windows.ts";
import { archive, db, emptyAll, ports } from "./bench.ts";
import { readPacks, readScores } from "./read-scores.ts";
import { countedDatabase, rowsAt, seedHours, seedVersion, spread } from "./seed-versions.ts";

/** 13:00 on a day; hours before it reach over four whole days. */
const END = Date.UTC(2026, 0, 9, 13);
const HOURS = 110;
const WHO = [1, 2, 3].map(spread);

beforeEach(async () => {
  await emptyAll();
  await db.delete(targets);
});

const keptDay = async (ms: number): Promise<Rollup[]> => {
  const day = hourOf(ms);
  const rows = await db.select().from(dayRollups).where(eq(dayRollups.day, day));
  const read = rows.map(({ day: hour, ...row }) => rollupOf({ ...row, hour }));
  return dayRows(day, read);
};
const ofDay = (rows: readonly Rollup[], ms: number) =>
  dayRows(
    hourOf(ms),
    rows.filter(({ hour }) => dayOf(hour) === hourOf(ms)),
  );
const DAY = Date.UTC(2026, 0, 7);
const pointer = async () =>
  Scores.parse(JSON.parse(new TextDecoder().decode((await archive.read(SCORES_KEY)) ?? undefined)));

it("adds every day that has ended up, whatever the steps, and does nothing again", async () => {
  const rows = await seedHours(END, HOURS, WHO);
  for (let left = Infinity; left > 0;)
    left = await buildDays(END, { db }, { steps: 1, orchestrators: 2 });
  for (const day of [-1, 0, 1]) {
    const ms = DAY + day * 24 * HOUR_MS;
    expect(await keptDay(ms)).toEqual(ofDay(rows, ms));
  }
  expect(await keptDay(Date.UTC(2026, 0, 9))).toEqual([]);
  const { db: counting, asked } = countedDatabase();
  expect(await buildDays(END, { db: counting })).toBe(0);
  expect(asked()).toBe(2);
});

it("adds a day up again when an hour of it has another version, and no other day", async () => {
  const rows = await seedHours(END, HOURS, WHO);
  await buildDays(END, { db });
  const notes = () => builtDays(db, { from: hourOf(0), to: hourOf(END) });
  const before = await notes();
  const hour = hourOf(DAY + 5 * HOUR_MS);
  const late = rowsAt(hourOf(DAY + 6 * HOUR_MS), spread(2)).map((row) => ({ ...row, hour }));
  await seedVersion(hour, 2, late);
  expect(await buildDays(END, { db })).toBe(0);
  const after = [...rows.filter((row) => row.hour !== hour), ...late];
  expect(await keptDay(DAY)).toEqual(ofDay(after, DAY));
  const changed = (await notes()).filter(
    ({ day, madeFrom }) => before.find((note) => note.day === day)?.madeFrom !== madeFrom,
  );
  expect(changed.map(({ day }) => day)).toEqual([hourOf(DAY)]);
});

it("goes on where a run died, and never calls a day whole that it mixed", async () => {
  const rows = await seedHours(END, 40, WHO);
  await buildDays(END, { db }, { steps: 1, orchestrators: 1 });
  const dying = Object.assign(Object.create(db), {
    batch: () => Promise.reject(new Error("gone")),
  }) as typeof db;
  await expect(buildDays(END, { db: dying })).rejects.toThrow("gone");
  // The hours that the first step has added up change before the second one comes.
  const hour = hourOf(Date.UTC(2026, 0, 8, 3));
  await seedVersion(hour, 2, []);
  await buildDays(END, { db }, { steps: 9, orchestrators: 1 });
  const ms = Date.UTC(2026, 0, 8);
  expect(await keptDay(ms)).toEqual(
    ofDay(
      rows.filter((row) => row.hour !== hour),
      ms,
    ),
  );
  expect(
    await db
      .select()
      .from(dayRollups)
      .where(and(eq(dayRollups.day, hourOf(DAY)))),
  ).not.toEqual([]);
});

it("AC02: publishes the same bytes from days as from hours alone, and both are what all hours say", async () => {
  const rows = await seedHours(END, HOURS, WHO);
  await publishScores(ports());
  const fromHours = await pointer();
  await archive.remove(await archive.list(""));
  await buildDays(END, { db });
  await publishScores(ports());
  expect(await pointer()).toEqual(fromHours);
  const to = hourOf(END);
  const policy = { policy: DEFAULT_POLICY, policyDigest: await policyDigest(DEFAULT_POLICY) };
  for (const period of Period.options) {
    const expected = WHO.toSorted().map((orchestrator) => {
      const about = { orchestrator, workflow: null, period, from: periodStart(period, to), to };
      return complianceOf({ ...about, ...policy, rollups: rows, hours: [], trust: null }).views;
    });
    const whole = (await readScores(period)).filter(({ workflow }) => workflow === null);
    expect(whole.map(({ views }) => views)).toEqual(expected);
    expect(expected[0]?.any.decided).toBeGreaterThanOrEqual(PERIODS[period] > 1 ? 48 : 3);
  }
});

it("makes only the packs again that were made from something else", async () => {
  const eight = Array.from({ length: 8 }, (_, n) => spread(n + 1));
  await seedHours(END, 3, eight);
  const limits = { ...SCORES_LIMITS, orchestratorsPerPack: 2 };
  await publishScores(ports(), limits);
  const before = await pointer();
  expect(before.packs.length).toBeGreaterThanOrEqual(4);
  expect(await readScores("24h")).toHaveLength(8 * 3);
  // The trust of one orchestrator is in its pack alone.
  const agent = await targetOf(await testAgent(), { orchestrator: spread(3) });
  await upsertTargets(db, [{ ...agent, trust: 1 }]);
  const { db: counting, asked } = countedDatabase();
  await publishScores({ ...ports(), db: counting }, limits);
  const after = await pointer();
  const moved = after.packs.filter(({ digest }, i) => digest !== before.packs[i]?.digest);
  expect(moved).toHaveLength(1);
  expect(moved[0] && spread(3) >= moved[0].first && spread(3) <= moved[0].last).toBe(true);
  const once = asked();
  await publishScores({ ...ports(), db: counting }, limits);
  expect(asked() - once).toBeLessThan(once);
  expect(await pointer()).toEqual(after);
});

it("moves the pointer when every range has a pack, however many runs that takes", async () => {
  const eight = Array.from({ length: 8 }, (_, n) => spread(n + 1));
  await seedHours(END, 3, eight);
  const limits = { ...SCORES_LIMITS, orchestratorsPerPack: 2, packs: 1 };
  await publishScores(ports(), limits);
  expect(await archive.read(SCORES_KEY)).toBeNull();
  while ((await archive.read(SCORES_KEY)) === null) await publishScores(ports(), limits);
  expect(await readScores("24h")).toHaveLength(8 * 3);
  // An hour later one pack after the other moves on, each of them whole, until none is left behind.
  await seedVersion(
    hourOf(END),
    1,
    eight.flatMap((each) => rowsAt(hourOf(END), each)),
  );
  await publishScores(ports(), limits);
  const ends = new Set((await readPacks()).map(({ to }) => to));
  expect(ends.size).toBe(2);
  for (let run = 0; run < 8; run++) await publishScores(ports(), limits);
  expect(new Set((await readPacks()).map(({ to }) => hourStart(to)))).toEqual(
    new Set([END + HOUR_MS]),
  );
  const kept = (await archive.list("published/v1/scores/")).length;
  expect(kept).toBeLessThanOrEqual(2 * (await pointer()).packs.length);
});

it("throws away what it read while versions changed", async () => {
  await seedHours(END, 3, WHO);
  const said: object[] = [];
  const list = async (key: string) => {
    // Somebody publishes a version just then.
    await seedVersion(hourOf(END - HOUR_MS), 2, []);
    return archive.read(key);
  };
  const read = (key: string) => (key.startsWith("work/") ? list(key) : archive.read(key));
  await publishScores({ ...ports(said), archive: { ...archive, read } });
  expect(said).toContainEqual(expect.objectContaining({ event: "scores.overtaken" }));
  expect(await archive.read(SCORES_KEY)).toBeNull();
  await publishScores(ports());
  expect((await readPacks())[0]?.hours[0]).toMatchObject({ version: 2 });
});

it("asks D1 less than 1,000 times in a run for 10,000 orchestrators, and the less the less has changed", async () => {
  const queries = async (orchestrators: number, perPack: number) => {
    await emptyAll();
    const who = Array.from({ length: orchestrators }, (_, n) => spread(n + 1));
    await seedHours(END, 2, who);
    const limits = { ...SCORES_LIMITS, orchestratorsPerPack: perPack };
    const { db: counting, asked } = countedDatabase();
    const all = { ...ports(), db: counting };
    await publishScores(all, limits);
    const first = asked();
    // The newest hour grows.
    await seedVersion(
      hourOf(END - HOUR_MS),
      2,
      who.flatMap((each) => rowsAt(hourOf(END - HOUR_MS), each)),
    );
    const before = asked();
    await publishScores(all, limits);
    const grown = asked() - before;
    const again = asked();
    await publishScores(all, limits);
    return { first, grown, nothing: asked() - again, packs: (await pointer()).packs.length };
  };
  const few = await queries(8, 4);
  const more = await queries(32, 4);
  // One for each pack, and one check for every eight of them, beside what any run asks.
  const ofRun = (packs: number) => packs + Math.ceil(packs / 8);
  expect(more.grown - few.grown).toBe(ofRun(more.packs) - ofRun(few.packs));
  expect(more.nothing).toBe(few.nothing);
  // All hours but the newest: three more for each read of a pack; here one read is enough for each.
  expect(more.first - more.grown).toBe(3 * more.packs);
  const ofAny = few.grown - ofRun(few.packs);
  // At most: begun below the limit, and a pack that reads each of its orchestrators alone.
  const { queries: most, orchestratorsPerPack } = SCORES_LIMITS;
  const scores = ofAny + most + 1 + 3 * orchestratorsPerPack + Math.ceil(SCORES_LIMITS.packs / 8);
  const days = 2 + 12 * DAY_LIMITS.steps;
  // A run publishes scores at most twice.
  expect(2 * scores - 3 * orchestratorsPerPack + days).toBeLessThan(1000);
});

it("publishes the same network from days as from hours alone", async () => {
  // Ten days: all that standings remember.
  await seedHours(END, 200, WHO.slice(0, 2));
  const network = async () =>
    new TextDecoder().decode((await archive.read(NETWORK_KEY)) ?? undefined);
  await publishNetwork(ports());
  const fromHours = await network();
  await archive.remove(await archive.list(""));
  await buildDays(END, { db });
  const { db: counting, asked } = countedDatabase();
  await publishNetwork({ ...ports(), db: counting });
  expect(await network()).toBe(fromHours);
  expect(Network.parse(JSON.parse(fromHours)).nodes).toHaveLength(2);
  // Two for each eight orchestrators, and what any run asks.
  expect(asked()).toBeLessThanOrEqual(12);
});
