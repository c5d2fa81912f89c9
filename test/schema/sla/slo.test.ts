import { expect, it } from "vitest";
import { sloStatus, type Objective } from "../../../schema/sla/slo.ts";
import { MOST_HOURS_BELOW, SloStatus } from "../../../schema/wire/compliance.ts";
import { Hour } from "../../../schema/wire/quantity.ts";

const NONE = { good: 0, valid: 0 };
const hour = (n: number) =>
  Hour.parse(new Date(Date.UTC(2026, 0, 1, n)).toISOString().slice(0, 13) + ":00:00Z");

const status = (more: Partial<Objective>) =>
  SloStatus.parse(
    sloStatus({
      ...NONE,
      targetPpm: 999_000,
      provisionalBelow: 30,
      burn: { "1h": NONE, "24h": NONE },
      hours: new Map(),
      reason: null,
      ...more,
    }),
  );

// "The Site Reliability Workbook", ch. 5, tables 5-4 and 5-6: with 99.9 %, these error rates are these burn rates.
it.each([
  [0.1, 1],
  [0.2, 2],
  [1.44, 14.4],
  [100, 1000],
])("burns at an error rate of %d %% %d times what a target of 99.9 %% allows", (errors, rate) => {
  const events = { good: 100_000 - errors * 1000, valid: 100_000 };
  const { burn_rate_ppm } = status({ burn: { "1h": events, "24h": { good: 1, valid: 1 } } });
  expect(burn_rate_ppm).toEqual({ "1h": Math.round(rate * 1e6), "24h": 0 });
});

it("has no burn rate where nothing was counted, nor where nothing is allowed", () => {
  expect(status({}).burn_rate_ppm).toEqual({ "1h": null, "24h": null });
  const burn = { "1h": { good: 1, valid: 2 }, "24h": { good: 2, valid: 2 } };
  expect(status({ burn, targetPpm: 1_000_000 }).burn_rate_ppm).toEqual({ "1h": null, "24h": null });
});

it("names the hours that were below the target, the newest first, and says how many there were", () => {
  const hours = new Map(
    Array.from({ length: 40 }, (_, n) => [hour(n), { good: 998 + (n % 2), valid: 1000 }]),
  );
  const { hours_below } = status({ hours });
  expect(hours_below.n).toBe(20);
  expect(hours_below.newest.slice(0, 2)).toEqual([
    { hour: hour(38), good: 998, valid: 1000 },
    { hour: hour(36), good: 998, valid: 1000 },
  ]);
  const all = status({ hours, targetPpm: 1_000_000 }).hours_below;
  expect([all.n, all.newest.length]).toEqual([40, MOST_HOURS_BELOW]);
});
