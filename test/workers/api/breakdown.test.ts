import { env } from "cloudflare:workers";
import { drizzle } from "drizzle-orm/d1";
import { beforeAll, expect, it } from "vitest";
import { hourOf, HOUR_MS } from "../../../schema/sla/hour.ts";
import { Compliance } from "../../../schema/wire/compliance.ts";
import type { Counter } from "../../../schema/wire/rollup.ts";
import { Address, type Sha256 } from "../../../schema/wire/identifier.ts";
import { createApp } from "../../../workers/api/app.ts";
import { packOf } from "../../../workers/api/score-packs.ts";
import { scoresIn } from "../../../workers/api/scores.ts";
import { openCopies, openStore } from "../../../workers/api/store.ts";
import { scoresPackKey } from "../../../workers/store/published-documents.ts";
import { buildDayStep } from "../../../workers/store/build-day.ts";
import { madeFromOf } from "../../../workers/store/built-days.ts";
import { latestVersionsIn } from "../../../workers/store/hour-versions.ts";
import { addressOf } from "../../support/network.ts";
import { rollup } from "../../support/rollup.ts";
import { answer, NOW_MS, problem } from "./ask.ts";
import { seedHour } from "./seed-hour.ts";
import { seedScores } from "./seed-scores.ts";

const A = addressOf(1);
const END = Date.parse("2026-01-09T14:00:00Z");
const URL = `/v1/sla/compliance?orchestrator_id=${A}`;
const sums = (counts: Partial<Record<Counter, number>>) => ({
  counts,
  amounts: {},
  histograms: {},
});
const jobs = (good: number, bad: number) =>
  sums({
    success: good,
    failed: bad,
    credit_ppm: good * 1_000_000,
    "sli.success.good": good,
    "sli.success.valid": good + bad,
  });
/** Every hour: a good GPU in Frankfurt, and one in New York that fails in the first hour of a day. */
const rowsOf = (ms: number) => {
  const hour = hourOf(ms);
  const bad = ms % (24 * HOUR_MS) === 0 ? 2 : 0;
  return [
    rollup({ hour, orchestrator: A, gpu: "RTX 4090", region: "fra", sums: jobs(4, 0) }),
    rollup({
      hour,
      orchestrator: A,
      gpu: "L40S",
      region: "nyc",
      gateway: addressOf(9),
      sums: jobs(2, bad),
    }),
    rollup({
      hour,
      orchestrator: A,
      pipeline: null,
      model: null,
      sums: sums({ windows: 60, minutes: 60 }),
    }),
  ];
};

beforeAll(async () => {
  for (let n = 60; n > 0; n--) {
    const ms = END - n * HOUR_MS;
    await seedHour({ hour: hourOf(ms), rollups: rowsOf(ms) });
  }
});

it.each([
  ["gpu=L40S", 48, 4],
  ["region=nyc", 48, 4],
  ["region=fra", 96, 0],
  [`gateway=${addressOf(9)}`, 48, 4],
  ["gpu=L40S&region=fra", 0, 0],
] as const)(
  "scores the jobs of %s apart, with the agent's completeness",
  async (asked, good, bad) => {
    const found = await answer(Compliance, `${URL}&period=24h&end=${hourOf(END)}&${asked}`);
    const { success } = found.views.any.slos;
    // One first hour of a day is in the 24 hours before 14:00.
    expect(success).toMatchObject({ good, valid: good + bad / 2 });
    expect(success.hours_below.newest).toEqual(
      bad === 0 ? [] : [{ hour: "2026-01-09T00:00:00Z", good: 2, valid: 4 }],
    );
    expect(found.completeness).toEqual({ good: 1440, valid: 1440, ppm: 1_000_000 });
    expect([found.gpu, found.region]).toEqual([
      /gpu=(\w+)/.exec(asked)?.[1] ?? null,
      /region=(\w+)/.exec(asked)?.[1] ?? null,
    ]);
  },
);

it("refuses a filter that is none", async () => {
  expect(await problem(`${URL}&region=Nowhere!`)).toMatchObject({
    status: 400,
    parameter: "region",
  });
});

it("burns over the last hour and the last day whatever the period is", async () => {
  const at = async (period: string, end: string) =>
    (await answer(Compliance, `${URL}&period=${period}&end=${end}`)).views.any.slos.success;
  // 2 of 8 bad in the hour from midnight; 2 of 146 in the day that ends with it. 1 % is allowed.
  const end = "2026-01-09T01:00:00Z";
  for (const period of ["1h", "24h"]) {
    const { burn_rate_ppm, hours_below } = await at(period, end);
    expect(burn_rate_ppm).toEqual({ "1h": 25_000_000, "24h": 1_369_863 });
    expect(hours_below.n).toBe(1);
  }
  expect((await at("1h", "2026-01-09T05:00:00Z")).burn_rate_ppm["1h"]).toBe(0);
});

it("computes the same from whole days as from hours", async () => {
  const asked = `${URL}&period=7d&end=${hourOf(END)}`;
  const fromHours = await answer(Compliance, asked);
  expect(fromHours.views.any.slos.success.hours_below.n).toBe(2);
  const db = drizzle(env.DB);
  const versions = await latestVersionsIn(db, {});
  const madeFrom = await madeFromOf(versions);
  for (const [day, digest] of madeFrom)
    await buildDayStep(db, { day, madeFrom: digest, before: null, orchestrators: 9 });
  // Nothing but days can answer now.
  await env.DB.prepare("DELETE FROM rollups WHERE hour < '2026-01-08T00:00:00Z'").run();
  const fromDays = await createApp({ now: () => NOW_MS, log: () => {} }).request(asked, {}, env);
  const { views } = Compliance.parse(await fromDays.json());
  expect(views).toEqual(fromHours.views);
});

it("reads the pointer again where the pack that it knew is gone, and says so where that does not help", async () => {
  const rows = rowsOf(END - HOUR_MS);
  await seedScores(rows);
  const store = openStore(env as never, openCopies(), NOW_MS, async () => {});
  const [old] = (await store.scores())?.packs ?? [];
  const both = [A, addressOf(2)].flatMap((orchestrator) =>
    rows.map((row) => ({ ...row, orchestrator: Address.parse(orchestrator) })),
  );
  await seedScores(both);
  await env.ARCHIVE.delete(scoresPackKey(old?.digest as Sha256));
  const pack = await packOf(store, Address.parse(addressOf(2)));
  const [whole] = scoresIn(pack!, "1h", Address.parse(addressOf(2)));
  expect(whole?.views.any.decided).toBe(6);
  const [now] = (await store.newestScores())?.packs ?? [];
  await env.ARCHIVE.delete(scoresPackKey(now?.digest as Sha256));
  const fresh = openStore(env as never, openCopies(), NOW_MS, async () => {});
  await expect(packOf(fresh, Address.parse(A))).rejects.toThrow("is not there");
});
