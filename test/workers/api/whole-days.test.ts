import { env } from "cloudflare:workers";
import { drizzle } from "drizzle-orm/d1";
import { eq } from "drizzle-orm";
import { beforeAll, expect, it } from "vitest";
import { bucketOf } from "../../../schema/sla/histogram.ts";
import { rollups } from "../../../schema/tables/rollups.ts";
import { Hour } from "../../../schema/wire/quantity.ts";
import { buildDayStep } from "../../../workers/store/build-day.ts";
import { madeFromOf } from "../../../workers/store/built-days.ts";
import { latestVersionsIn } from "../../../workers/store/hour-versions.ts";
import { type Grouping, storedSums } from "../../../workers/store/stored-sums.ts";
import { wholeDays } from "../../../workers/store/whole-days.ts";
import { job } from "../../support/job.ts";
import { rollup } from "../../support/rollup.ts";
import { seedHour } from "./seed-hour.ts";

const db = drizzle(env.DB);
const DAYS = ["2026-01-07", "2026-01-08"].map((day) => Hour.parse(`${day}T00:00:00Z`));
// From the middle of one day to the middle of another, with two whole ones between.
const RANGE = { from: Hour.parse("2026-01-06T12:00:00Z"), to: Hour.parse("2026-01-09T12:00:00Z") };
const HOURS = ["06T11", "06T12", "06T23", "07T00", "07T13", "08T00", "08T23", "09T00", "09T12"];

beforeAll(async () => {
  for (const [n, at] of HOURS.entries()) {
    const hour = `2026-01-${at}:00:00Z`;
    const sums = (of: number) => ({
      counts: { active_ms: 1000 * of, requests: of },
      amounts: { face_value_wei: String(10n ** 20n * BigInt(of)) },
      histograms: { startup_ms: { [bucketOf(1000 * of)]: of } },
    });
    await seedHour({
      hour,
      jobs: [job()],
      rollups: [
        rollup({ hour, sums: sums(n + 1) }),
        rollup({ hour, gpu: "H100", gateway: `0x${"cc".repeat(20)}`, sums: sums(2) }),
        rollup({ hour, orchestrator: null, region: null, sums: sums(3) }),
        rollup({ hour, purpose: "test", sums: sums(100) }),
      ],
    });
  }
});

const by: Grouping = ["day", "gpu", "gateway", "orchestrator"];

it("gives the same sums from days as from their hours, and cuts days that are not whole from hours", async () => {
  expect(await wholeDays(db, RANGE)).toEqual([]);
  const fromHours = await storedSums(db, RANGE, by);
  for (const day of DAYS) {
    const madeFrom = (await madeFromOf(await latestVersionsIn(db, RANGE))).get(day);
    if (madeFrom === undefined) throw new Error(day);
    await buildDayStep(db, { day, madeFrom, before: null, orchestrators: 10 });
  }
  expect(await wholeDays(db, RANGE)).toEqual(DAYS);
  expect(await storedSums(db, RANGE, by, DAYS)).toEqual(fromHours);
  const filter = { ...RANGE, gpu: "H100", witness: "any" } as const;
  expect(await storedSums(db, filter, ["gpu"], DAYS)).toEqual(
    await storedSums(db, filter, ["gpu"]),
  );
  // Without their hours, days alone tell of themselves: so it was they that were read.
  await db.delete(rollups).where(eq(rollups.hour, "2026-01-07T13:00:00Z"));
  expect(await storedSums(db, RANGE, by, DAYS)).toEqual(fromHours);
});

it("reads the hours of a day that late data has changed", async () => {
  await seedHour({ hour: "2026-01-08T23:00:00Z", version: 2, jobs: [job()], rollups: [] });
  expect(await wholeDays(db, RANGE)).toEqual(DAYS.slice(0, 1));
});
