import { beforeEach, expect, it } from "vitest";
import { HOUR_MS, hourOf, nextHour } from "../../../schema/sla/hour.ts";
import { dayBadHours } from "../../../schema/tables/day-bad-hours.ts";
import { dayRollups } from "../../../schema/tables/day-rollups.ts";
import { days } from "../../../schema/tables/days.ts";
import { ledger } from "../../../schema/tables/ledger.ts";
import { rollups } from "../../../schema/tables/rollups.ts";
import { buildDays } from "../../../workers/sla-cron/build-days.ts";
import { monthsBefore, retire } from "../../../workers/sla-cron/retire.ts";
import { run } from "../../../workers/sla-cron/run.ts";
import { hourVersions } from "../../../workers/store/hour-versions.ts";
import { GATEWAY, HOUR, line, object } from "../../schema/sla/publish/scene.ts";
import { archive, db, emptyAll, ports, store } from "./bench.ts";
import { seedHours, spread } from "./seed-versions.ts";
import { TARGETS, at, job, turn } from "./turns.ts";

const DAY = 24 * 60;
const keeping = (rawDays: number, rollupMonths: number) => ({
  ...ports(),
  retention: { rawDays, rollupMonths },
});
const versions = async () =>
  (await hourVersions(db, { after: null, limit: 100 })).map(({ hour, version }) => [hour, version]);
const raw = () => archive.list("raw/");

beforeEach(emptyAll);

it("deletes raw objects and their ledger when their days are over, and never publishes their hours again", async () => {
  await store(turn(10, [1]));
  await store(turn(70, [2]));
  await run(at(130), ports());
  await run(at(9 * DAY), ports());
  const before = await versions();
  await run(at(30 * DAY), keeping(30, 13));
  expect(await raw()).toHaveLength(2);
  await run(at(30 * DAY + 60), keeping(30, 13));
  expect(await raw()).toHaveLength(1);
  await run(at(30 * DAY + 120), keeping(30, 13));
  expect([await raw(), await db.select().from(ledger)]).toEqual([[], []]);
  // Somebody brings a window of that hour after all: the hour stays what it was.
  await store(object(31 * DAY, TARGETS, [line(GATEWAY, 20, { jobs: [job(3)] })]));
  await run(at(31 * DAY + 1), keeping(30, 13));
  const of = (all: unknown[][]) => all.filter(([hour]) => hour === HOUR || hour === nextHour(HOUR));
  expect(of(await versions())).toEqual(of(before));
});

it("keeps the raw objects of an hour that is not final, however old it is", async () => {
  await store(turn(10, [1]));
  expect(await retire(at(40 * DAY), keeping(30, 13))).toEqual([]);
  await run(at(11), ports());
  expect(await retire(at(40 * DAY), keeping(30, 13))).toEqual([]);
  await run(at(40 * DAY), ports());
  expect(await retire(at(40 * DAY), keeping(30, 13))).toEqual([HOUR]);
});

it("goes on where it died: the ledger says until the end that there is something to delete", async () => {
  await store(turn(10, [1]));
  await run(at(9 * DAY), ports());
  const remove = () => Promise.reject(new Error("gone"));
  const dying = { ...keeping(30, 13), archive: { ...archive, remove } };
  await expect(retire(at(40 * DAY), dying)).rejects.toThrow("gone");
  expect(await retire(at(40 * DAY), keeping(30, 13))).toEqual([HOUR]);
  expect([await raw(), await db.select().from(ledger)]).toEqual([[], []]);
});

it("deletes the sums of hours and days after their months, a few at a time", async () => {
  const end = Date.UTC(2026, 0, 9, 13);
  await seedHours(end, 40, [spread(1)]);
  await buildDays(end, { db });
  const left = async () => ({
    hours: new Set((await db.select().from(rollups)).map(({ hour }) => hour)).size,
    days: (await db.select().from(dayRollups)).length,
    notes: (await db.select().from(days)).length,
  });
  const before = await left();
  const now = Date.UTC(2026, 2, 8, 3);
  await retire(now, keeping(30, 2));
  expect((await left()).hours).toBe(before.hours - 3);
  for (let i = 0; i < 12; i++) await retire(now, keeping(30, 2));
  // What is left begins on 8 January: 24 hours of it, and 13 of the 9th.
  expect(await left()).toEqual({ hours: 37, days: before.days / 2, notes: before.notes / 2 });
  for (let i = 0; i < 13; i++) await retire(Date.UTC(2026, 4, 1), keeping(30, 2));
  expect(await left()).toEqual({ hours: 0, days: 0, notes: 0 });
  expect(await db.select().from(dayBadHours)).toEqual([]);
});

it("counts months as the calendar does", () => {
  const day = (of: string) => new Date(monthsBefore(Date.parse(of), 13)).toISOString();
  expect(day("2026-03-15T13:45:00Z")).toBe("2025-02-15T00:00:00.000Z");
  expect(day("2026-01-31T00:00:00Z")).toBe("2024-12-31T00:00:00.000Z");
  expect(hourOf(monthsBefore(13 * HOUR_MS, 1))).toBe("1970-01-01T00:00:00Z");
});
