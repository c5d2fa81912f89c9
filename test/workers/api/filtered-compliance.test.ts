import { env } from "cloudflare:workers";
import { drizzle } from "drizzle-orm/d1";
import { beforeAll, expect, it } from "vitest";
import { complianceOf } from "../../../schema/sla/compliance.ts";
import { HOUR_MS, hourOf } from "../../../schema/sla/hour.ts";
import { DEFAULT_POLICY, policyDigest } from "../../../schema/sla/policy.ts";
import { Compliance } from "../../../schema/wire/compliance.ts";
import { Address } from "../../../schema/wire/identifier.ts";
import type { Rollup } from "../../../schema/wire/rollup.ts";
import { buildDayStep } from "../../../workers/store/build-day.ts";
import { madeFromOf } from "../../../workers/store/built-days.ts";
import { latestVersionsIn } from "../../../workers/store/hour-versions.ts";
import { writeVersion } from "../../../workers/store/write-version.ts";
import { rollup } from "../../support/rollup.ts";
import { answer } from "./ask.ts";

const db = drizzle(env.DB);
const A = Address.parse(`0x${"ab".repeat(20)}`);
const END = Date.UTC(2026, 0, 9, 14);
/** Every third hour of six days. */
const HOURS = Array.from({ length: 48 }, (_, n) => hourOf(END - (3 * n + 1) * HOUR_MS));
const GATEWAYS = ["c1", "c2"].map((byte) => `0x${byte.repeat(20)}`);
const NONE = "0".repeat(64);

/** An hour of two workflows, GPUs, regions and gateways, each of which fails in other hours; and of the agent. */
const rowsOf = (hour: string, n: number): Rollup[] => [
  ...["a", "b"].flatMap((model, m) =>
    ["H100", "L40S"].flatMap((gpu, g) =>
      GATEWAYS.flatMap((gateway, w) =>
        (["any", "corroborated"] as const).map((witness) => {
          const failed = (n + m + 2 * g + 3 * w) % 5 === 0 ? 1 : 0;
          const counts = {
            success: 9,
            failed,
            credit_ppm: 9_000_000,
            "lost.model": failed * 1_000_000,
            "sli.success.good": 9,
            "sli.success.valid": 9 + failed,
          };
          const key = { hour, model, gpu, region: g === 0 ? "fra" : "lax", gateway, witness };
          return rollup({ ...key, sums: { counts, amounts: {}, histograms: {} } });
        }),
      ),
    ),
  ),
  ...(["any", "corroborated"] as const).map((witness) => {
    const failed = n % 7 === 0 ? 2 : 0;
    const of = { success: 3, failed, credit_ppm: 3_000_000, "lost.gpu": failed * 1_000_000 };
    const slo = { "sli.success.good": 3, "sli.success.valid": 3 + failed };
    const sums = { counts: { ...of, ...slo }, amounts: {}, histograms: {} };
    const key = { hour, model: "a", gpu: "H100", gateway: GATEWAYS[0] ?? null, witness };
    return rollup({ ...key, purpose: "test", sums });
  }),
  rollup({
    hour,
    pipeline: null,
    model: null,
    region: null,
    sums: {
      counts: { windows: 60, minutes: 60, slots_up: 12, slots_down: n % 4 === 0 ? 1 : 0 },
      amounts: {},
      histograms: {},
    },
  }),
];
const ROWS = HOURS.flatMap(rowsOf);

beforeAll(async () => {
  for (const hour of HOURS) {
    const version = {
      hour,
      version: 1,
      digest: NONE,
      inputsDigest: NONE,
      rollups: null,
      state: "closed",
    } as const;
    const noted = { jobs: 1, openJobs: 0, publishedAt: 0, ledgerVersion: 0 };
    const own = ROWS.filter((row) => row.hour === hour);
    await writeVersion(db, { ...version, ...noted } as never, own, []);
  }
});

const ASKED: readonly Record<string, string>[] = [
  { gpu: "H100" },
  { region: "lax", workflow: "live-video-to-video/a" },
  { gateway: GATEWAYS[1] ?? "" },
  { gpu: "L40S", gateway: GATEWAYS[0] ?? "", workflow: "live-video-to-video/b" },
  { gpu: "none" },
  { purpose: "test" },
  { purpose: "test", gpu: "L40S" },
];

/** What every hour's own rows say. */
async function expected(asked: (typeof ASKED)[number]) {
  const from = hourOf(END - 30 * 24 * HOUR_MS);
  const { views, availability, completeness } = complianceOf({
    workflow: null,
    ...asked,
    orchestrator: A,
    period: "30d",
    from,
    to: hourOf(END),
    rollups: ROWS,
    hours: [],
    policy: DEFAULT_POLICY,
    policyDigest: await policyDigest(DEFAULT_POLICY),
    trust: null,
  } as Parameters<typeof complianceOf>[0]);
  return { views, availability, completeness };
}

/** @param address  another spelling is another question for a cache */
async function answered(asked: (typeof ASKED)[number], address: string) {
  const query = new URLSearchParams({ ...asked, period: "30d", end: hourOf(END) } as never);
  const { views, availability, completeness } = await answer(
    Compliance,
    `/v1/sla/compliance?orchestrator_id=${address}&${query}`,
  );
  return { views, availability, completeness };
}

it("answers of a GPU, a region, a gateway and test load from days what their hours say, breaking hours too", async () => {
  for (const asked of ASKED) expect(await answered(asked, A)).toMatchObject(await expected(asked));
  const versions = await latestVersionsIn(db, {});
  for (const [day, madeFrom] of await madeFromOf(versions))
    if (day < "2026-01-09")
      await buildDayStep(db, { day, madeFrom, before: null, orchestrators: 9 });
  for (const asked of ASKED)
    expect(await answered(asked, `0x${"AB".repeat(20)}`)).toMatchObject(await expected(asked));
  const { slos } = (await expected(ASKED[0] ?? {})).views.any;
  expect(slos.success.hours_below.n).toBeGreaterThan(5);
});

it("scores test load apart: its own jobs and hours below the target, the agent's own slots and windows", async () => {
  const { views, availability, completeness } = await answered({ purpose: "test" }, A);
  // 48 hours of 3 jobs that delivered all; in each 7th of them 2 failed.
  expect(views.corroborated).toMatchObject({ success: 144, failed: 14, score: 91.13 });
  expect(views.corroborated.lost_ppm).toEqual({ failures: { gpu: 14_000_000 }, qualities: {} });
  expect(views.corroborated.slos.success.hours_below.n).toBe(7);
  const live = await answered({}, A);
  expect({ availability, completeness }).toEqual({
    availability: live.availability,
    completeness: live.completeness,
  });
  // 8 rows of an hour with 9 jobs that delivered all.
  expect(live.views.any.success).toBe(48 * 8 * 9);
});
