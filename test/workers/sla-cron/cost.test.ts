import { drizzle } from "drizzle-orm/d1";
import { beforeEach, expect, it } from "vitest";
import { FREE_PLAN, publishCost, publishedRows, scrapeCost } from "../../../bench/cost.ts";
import { hourOf, HOUR_MS, nextHour } from "../../../schema/sla/hour.ts";
import { Sha256 } from "../../../schema/wire/identifier.ts";
import type { Hour } from "../../../schema/wire/quantity.ts";
import type { Rollup } from "../../../schema/wire/rollup.ts";
import { buildDays } from "../../../workers/sla-cron/build-days.ts";
import type { HourVersion } from "../../../workers/store/hour-versions.ts";
import { storedRollups } from "../../../workers/store/stored-rollups.ts";
import { retireSums } from "../../../workers/store/retire.ts";
import { stageRows, writeVersion } from "../../../workers/store/write-version.ts";
import { rollup } from "../../support/rollup.ts";
import { counted } from "../scraper/counted.ts";
import { emptyAll } from "./bench.ts";
import { spread } from "./seed-versions.ts";

const DAY = Date.UTC(2026, 0, 7);
const HOUR = hourOf(DAY + 5 * HOUR_MS);
const WHO = Array.from({ length: 20 }, (_, n) => spread(n + 1)).toSorted();
/** A version's pointer: a row, and one of its index. */
const POINTER = 2;
const NONE = Sha256.parse("0".repeat(64));

const { env, bill } = counted();
const db = drizzle(env.DB);
beforeEach(emptyAll);

/** An orchestrator's hour: jobs of one workflow, seen by anyone and by two sides, and what its agent says of itself. */
const rowsAt = (hour: Hour, success: number): Rollup[] =>
  WHO.flatMap((orchestrator) => {
    const sums = { counts: { success }, amounts: {}, histograms: {} };
    const own = { hour, orchestrator, sums };
    return [
      rollup(own),
      rollup({ ...own, witness: "corroborated" }),
      rollup({ ...own, pipeline: null, model: null }),
    ];
  });

async function written(work: () => Promise<unknown>): Promise<number> {
  const before = bill.rowsWritten;
  await work();
  return bill.rowsWritten - before;
}

const pointer = (hour: Hour, version: number): HourVersion => ({
  hour,
  version,
  state: "open",
  digest: NONE,
  inputsDigest: NONE,
  jobs: 1,
  openJobs: 0,
  publishedAt: 0,
  ledgerVersion: 0,
  policy: null,
  rollups: null,
});
const publish = (hour: Hour, version: number, rows: readonly Rollup[] | "staged") =>
  written(() => writeVersion(db, pointer(hour, version), rows, []));
const live = (hour: Hour) => storedRollups(db, { from: hour, to: nextHour(hour) }, 1000);
const sorted = (rows: readonly Rollup[] | null) => rows?.map((row) => JSON.stringify(row)).sort();

it("writes of a version the rows that differ from those before it, each once", async () => {
  const first = rowsAt(HOUR, 1);
  expect(await publish(HOUR, 1, first)).toBe(first.length + POINTER);
  expect(await publish(HOUR, 2, first)).toBe(POINTER);
  const third = [...rowsAt(HOUR, 2).slice(0, 7), ...first.slice(7)];
  expect(await publish(HOUR, 3, third)).toBe(7 + POINTER);
  expect(sorted(await live(HOUR))).toEqual(sorted(third));
  // Five are gone, two are new, and the rest is as it was.
  const added = third.slice(0, 2).map((row) => rollup({ ...row, model: "other" }));
  const fourth = [...third.slice(5), ...added];
  expect(await publish(HOUR, 4, fourth)).toBe(5 + 2 + POINTER);
  expect(sorted(await live(HOUR))).toEqual(sorted(fourth));
  // One that comes after a later one changes nothing of its sums.
  expect(await publish(HOUR, 2, first)).toBeLessThanOrEqual(POINTER);
  expect(sorted(await live(HOUR))).toEqual(sorted(fourth));
  expect(await publish(HOUR, 5, [])).toBe(fourth.length + POINTER);
  expect(await live(HOUR)).toEqual([]);
});

it("writes no more of a version that was laid ready, but for what it was laid ready in", async () => {
  const first = rowsAt(HOUR, 1);
  const next = nextHour(HOUR);
  await publish(HOUR, 1, first);
  await publish(next, 1, rowsAt(next, 1));
  const second = [...rowsAt(HOUR, 2).slice(0, 7), ...first.slice(9)];
  const at = { hour: HOUR, version: 2 };
  await stageRows(db, at, second.slice(0, 30), 0);
  await stageRows(db, at, second.slice(30), 30);
  expect(await publish(HOUR, 2, "staged")).toBe(7 + 2 + POINTER + 2);
  expect(sorted(await live(HOUR))).toEqual(sorted(second));
  expect(sorted(await live(next))).toEqual(sorted(rowsAt(next, 1)));
});

it("writes in a day what the formula says, and a row for each that it deletes", async () => {
  const cost = publishedRows(rowsAt(HOUR, 1).length, 300, "free");
  const refreshes = 3600 / 360;
  const rows = await written(async () => {
    for (let n = 0; n < 24; n++) {
      const hour = hourOf(DAY + n * HOUR_MS);
      for (let version = 1; version <= refreshes + 2; version++)
        await publish(hour, version, rowsAt(hour, version));
    }
    // The note of the day is a row and one of its index; to delete it is one.
    while ((await buildDays(DAY + 24 * HOUR_MS, { db })) > 0);
  });
  expect(rows).toBe(cost.rowsWritten + 2);
  // A late window: one orchestrator's rows, and of the day no more than these.
  const late = [...rowsAt(HOUR, 99).slice(0, 3), ...rowsAt(HOUR, refreshes + 2).slice(3)];
  expect(await publish(HOUR, 100, late)).toBe(3 + POINTER);
  expect(await written(() => buildDays(DAY + 24 * HOUR_MS, { db }))).toBeLessThanOrEqual(3 + 2);
  const retired = await written(async () => {
    while (await retireSums(db, hourOf(DAY + 48 * HOUR_MS)));
  });
  expect(retired).toBe(cost.rowsRetired + 1);
});

it("publishes 300 orchestrators on Free within the rows that it allows, with a quarter of headroom", () => {
  const deployment = { targets: 300, slotSeconds: 300, shardSize: 40 };
  const { rowsWritten, rowsRetired } = publishCost(deployment, "free");
  const scraping = scrapeCost(deployment).rowsWritten;
  expect(scraping + rowsWritten).toBeLessThan(0.75 * FREE_PLAN.rowsWritten);
  expect(scraping + rowsWritten + rowsRetired).toBeLessThan(FREE_PLAN.rowsWritten);
});
