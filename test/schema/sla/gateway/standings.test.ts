import { expect, it } from "vitest";
import { complianceOf } from "../../../../schema/sla/compliance.ts";
import { standingsOf } from "../../../../schema/sla/gateway/standings.ts";
import { standingSums } from "../../../../schema/sla/gateway/standing-sums.ts";
import { HOUR_MS, hourOf, hourStart } from "../../../../schema/sla/hour.ts";
import { DEFAULT_POLICY } from "../../../../schema/sla/policy.ts";
import { Address } from "../../../../schema/wire/identifier.ts";
import { Hour } from "../../../../schema/wire/quantity.ts";
import { rollup } from "../../../support/rollup.ts";

const TO = Hour.parse("2026-01-09T14:00:00Z");
const A = Address.parse(`0x${"ab".repeat(20)}`);
const ago = (hours: number) => hourOf(hourStart(TO) - hours * HOUR_MS);

/** An hour with so many perfect and failed jobs, and an agent that lost a minute in six. */
const hourOfJobs = (
  hoursAgo: number,
  success: number,
  failed: number,
  model = "streamdiffusion",
) => [
  ...(["any", "corroborated"] as const).map((witness) =>
    rollup({
      hour: ago(hoursAgo),
      witness,
      model,
      sums: {
        counts: { success, failed, credit_ppm: success * 1_000_000 },
        amounts: {},
        histograms: {},
      },
    }),
  ),
  rollup({
    hour: ago(hoursAgo),
    pipeline: null,
    model: null,
    sums: { counts: { windows: 50, minutes: 60 }, amounts: {}, histograms: {} },
  }),
];

const published = (
  rows: ReturnType<typeof hourOfJobs>,
  period: "24h" | "7d",
  workflow: string | null,
) => {
  const from = ago(period === "24h" ? 24 : 168);
  const rollups = rows.filter(({ hour }) => hour >= from);
  const about = { orchestrator: A, workflow, period, from, to: TO, rollups, hours: [] };
  return complianceOf({
    ...about,
    policy: DEFAULT_POLICY,
    policyDigest: "0".repeat(64) as never,
    trust: null,
  }).views;
};

it.each([
  ["24h", null],
  ["7d", null],
  ["7d", "live-video-to-video/streamdiffusion"],
] as const)("says of %s and %s what the published score says", (period, workflow) => {
  const rows = [
    ...hourOfJobs(1, 20, 1),
    ...hourOfJobs(30, 40, 3),
    ...hourOfJobs(2, 5, 5, "other"),
    ...hourOfJobs(180, 9, 9),
    // The first hour of each period, and the one before it.
    ...[24, 25, 168, 169].flatMap((hours) => hourOfJobs(hours, hours, 1)),
  ];
  const { any, corroborated } = standingsOf(standingSums(rows, TO), workflow, 30)[period];
  const views = published(rows, period, workflow);
  expect([any.decided, any.low[0]]).toEqual([views.any.decided, views.any.score_low]);
  expect([corroborated.decided, corroborated.low[0]]).toEqual([
    views.corroborated.decided,
    views.corroborated.score_low,
  ]);
});

it("ranks by the corroborated view from 30 decided jobs on, before by the lower of the two", () => {
  const many = standingsOf(standingSums(hourOfJobs(1, 30, 0), TO), null, 30)["24h"];
  expect(many.cautious.low[0]).toBe(many.corroborated.low[0]);
  expect(many.cautious.low[0]).toBe(91.72); // METRICS.md §4: 30 of 30 is 917275 ppm.
  const few = standingsOf(standingSums(hourOfJobs(1, 29, 0), TO), null, 30)["24h"];
  expect(few.cautious.low[0]).toBe(few.any.low[0]); // Completeness 50 ÷ 60 lowers it.
  expect(few.any.low[0]).toBeLessThan(few.corroborated.low[0] ?? 0);
});

it("does not know by an orchestrator's word alone", () => {
  const own = hourOfJobs(1, 100, 0).filter(({ witness }) => witness === "any");
  const { any, cautious } = standingsOf(standingSums(own, TO), null, 30)["24h"];
  expect(any.low[0]).toBeGreaterThan(75);
  expect(cautious.low).toEqual([]);
});

it("remembers what the periods that ended in the hours before said", () => {
  const rows = [...hourOfJobs(1, 0, 10), ...hourOfJobs(3, 60, 0)];
  const { low } = standingsOf(standingSums(rows, TO), null, 30)["24h"].corroborated;
  const before = standingsOf(
    standingSums(
      rows.filter(({ hour }) => hour < ago(1)),
      ago(1),
    ),
    null,
    30,
  )["24h"].corroborated;
  expect(low).toEqual([low[0], before.low[0]]);
});
