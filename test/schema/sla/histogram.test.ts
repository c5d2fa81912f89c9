import * as fc from "fast-check";
import { expect, it } from "vitest";
import { bucketOf, quantile } from "../../../schema/sla/histogram.ts";
import { BOUNDS_MS } from "../../../schema/sla/histogram-bounds.ts";
import { addSums, EMPTY_SUMS } from "../../../schema/sla/sums.ts";

const histogramOf = (values: readonly number[]) => {
  const histogram: Record<string, number> = {};
  for (const ms of values) histogram[bucketOf(ms)] = (histogram[bucketOf(ms)] ?? 0) + 1;
  return histogram;
};

const latencies = fc.array(fc.integer({ min: 0, max: 700_000 }), { minLength: 1, maxLength: 200 });

it("has one table of integers that is within 2 %, reaches ten minutes and fits three digits", () => {
  expect(BOUNDS_MS.length).toBeLessThanOrEqual(999);
  expect(BOUNDS_MS.at(-1)).toBeGreaterThanOrEqual(600_000);
  BOUNDS_MS.slice(1).forEach((bound, i) => {
    const lowest = (BOUNDS_MS[i] ?? NaN) + 1;
    expect(bound).toBe(Math.floor((lowest * 102) / 100));
    expect((bound - lowest) / lowest).toBeLessThanOrEqual(0.02);
  });
});

it("puts a value into the first bucket whose bound is not below it", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 86_400_000 }), (ms) => {
      const bucket = bucketOf(ms);
      expect(BOUNDS_MS[bucket]).toBeGreaterThanOrEqual(ms);
      expect(bucket === 0 || (BOUNDS_MS[bucket - 1] ?? NaN) < ms).toBe(true);
    }),
  );
  expect([bucketOf(0), bucketOf(1e12)]).toEqual([0, BOUNDS_MS.length - 1]);
  expect(() => bucketOf(-1)).toThrow(RangeError);
});

it("AC23: a quantile of merged histograms is the pooled values' own, within 2 % and never below", () => {
  fc.assert(
    fc.property(latencies, latencies, fc.constantFrom(50, 95, 99), (a, b, percent) => {
      const of = (values: readonly number[]) => ({
        ...EMPTY_SUMS,
        histograms: { e2e_ms: histogramOf(values) },
      });
      const merged = addSums(of(a), of(b)).histograms.e2e_ms ?? {};
      const pooled = [...a, ...b].toSorted((x, y) => x - y);
      const exact = pooled[Math.ceil((pooled.length * percent) / 100) - 1] ?? NaN;
      const found = quantile(merged, percent, 100) ?? NaN;
      expect(found).toBeGreaterThanOrEqual(exact);
      expect(found - exact).toBeLessThanOrEqual(0.02 * exact);
    }),
  );
});

it("has no quantile of no values: unknown is not zero", () => {
  expect(quantile({}, 95, 100)).toBeNull();
});
