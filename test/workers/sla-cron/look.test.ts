import { env } from "cloudflare:workers";
import { drizzle } from "drizzle-orm/d1";
import { beforeAll, expect, it } from "vitest";
import { FREE_PLAN } from "../../../bench/cost.ts";
import { HOUR_MS, hourOf } from "../../../schema/sla/hour.ts";
import { dueHours } from "../../../workers/sla-cron/due-hours.ts";
import { lookForDue, partOfPast, ROWS_PER_LOOK } from "../../../workers/sla-cron/look.ts";
import { latestVersionsIn } from "../../../workers/store/hour-versions.ts";
import { ledgerVersions } from "../../../workers/store/ledger-versions.ts";
import { counted } from "../scraper/counted.ts";

// A network of 300 targets at 300 s, on the Free plan, whose ledger is kept for two months: every hour has a row for each of
// eight shards, and was published 15 times, the last time as final.
const SHARDS = 8;
const DAYS = 60;
const VERSIONS = 15;
const BEGIN = Date.UTC(2026, 0, 1);
const NOW = BEGIN + DAYS * 24 * HOUR_MS + 61_000;
const RUNS_PER_DAY = 1440;

const numbers = (n: number) =>
  `(WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < ${n - 1}) SELECT i FROM n)`;
const hourAt = (i: string) =>
  `strftime('%Y-%m-%dT%H:00:00Z', ${BEGIN / 1000} + ${i} * 3600, 'unixepoch')`;
/** Σ of the versions of an hour's rows and of those of the hour before it; the first has none before it. */
const LEDGER_VERSION = `${SHARDS} * (CASE h.i WHEN 0 THEN 1 ELSE 2 END)`;

beforeAll(async () => {
  const hours = DAYS * 24 + 1;
  await env.DB.batch([
    env.DB.prepare(
      `INSERT INTO ledger (hour, shard, version, cursors, body)
        SELECT ${hourAt("h.i")}, s.i, 1, 1, '{}' FROM ${numbers(hours)} h, ${numbers(SHARDS)} s`,
    ),
    env.DB.prepare(
      `INSERT INTO hours (hour, version, state, digest, inputs_digest, jobs, open_jobs, published_at, ledger_version)
        SELECT ${hourAt("h.i")}, v.i + 1, 'final', '${"0".repeat(64)}', '${"0".repeat(64)}', 0, 0, 0, ${LEDGER_VERSION}
        FROM ${numbers(hours)} h, ${numbers(VERSIONS)} v`,
    ),
  ]);
});

const db = drizzle(env.DB);
const day = (n: number) => hourOf(BEGIN + n * 24 * HOUR_MS);
const grow = (...hours: string[]) =>
  env.DB.batch(
    hours.map((hour) =>
      env.DB.prepare("UPDATE ledger SET version = version + 1 WHERE hour = ? AND shard = 3").bind(
        hour,
      ),
    ),
  );

/** What so many minutes of runs find, each hour once. */
async function found(minutes: number): Promise<string[]> {
  const hours = new Set<string>();
  for (let minute = 0; minute < minutes; minute++)
    for (const { hour } of await lookForDue(db, NOW + minute * 60_000, ROWS_PER_LOOK.free))
      hours.add(hour);
  return [...hours].toSorted();
}

it("finds what has grown, of any age, within the hour, and what is of now in every run", async () => {
  const all = async () =>
    dueHours(await ledgerVersions(db), await latestVersionsIn(db, {}), NOW).map(({ hour }) => hour);
  await grow(day(0), day(23), day(59));
  const expected = (await all()).toSorted();
  expect(expected).toContain(day(23));
  expect(await found(59)).toEqual(expected);
  await grow(day(DAYS));
  for (const minute of [0, 1, 2, 3]) {
    const due = await lookForDue(db, NOW + minute * 60_000, ROWS_PER_LOOK.free);
    expect(due.map(({ hour }) => hour)).toContain(day(DAYS));
  }
});

it("reads as many rows however long the ledger is kept: a third of what Free allows in a day", async () => {
  const { env: metered, bill } = counted();
  const looks = 40;
  for (let minute = 0; minute < looks; minute++)
    await lookForDue(drizzle(metered.DB), NOW + minute * 60_000, ROWS_PER_LOOK.free);
  expect((bill.rowsRead / looks) * RUNS_PER_DAY).toBeLessThan(FREE_PLAN.rowsRead / 3);
});

it("divides the past into parts that leave nothing out, and have two minutes each", () => {
  const range = { from: day(0), to: day(DAYS) };
  const parts = Array.from({ length: 60 }, (_, minute) =>
    partOfPast(range, NOW + minute * 60_000, SHARDS, ROWS_PER_LOOK.free),
  );
  const names = [...new Set(parts.map((part) => `${part?.from} ${part?.to}`))].toSorted();
  expect(names[0]?.split(" ")[0]).toBe(day(0));
  expect(names.at(-1)?.split(" ")[1]).toBe(day(DAYS));
  for (const [i, name] of names.entries())
    if (i > 0) expect(name.split(" ")[0]).toBe(names[i - 1]?.split(" ")[1]);
  expect(partOfPast({ from: day(1), to: day(1) }, NOW, 1, 1_000)).toBeNull();
});
