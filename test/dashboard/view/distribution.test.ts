import fc from "fast-check";
import { expect, it } from "vitest";
import { BOUNDS_MS } from "../../../schema/sla/histogram-bounds.ts";
import { binText, distributionOf } from "../../../workers/api/dashboard/view/distribution.ts";

it("has every job in one of few bins, each above the one before, with the target among them", () => {
  const bucket = fc.tuple(fc.constantFrom(...BOUNDS_MS), fc.integer({ min: 1, max: 1e6 }));
  const target = fc.integer({ min: 1, max: 600_000 });
  fc.assert(
    fc.property(fc.array(bucket, { maxLength: 40 }), target, (buckets, targetMs) => {
      const { n, bins, targetAt } = distributionOf(buckets, targetMs);
      expect(n).toBe(buckets.reduce((sum, [, jobs]) => sum + jobs, 0));
      expect(bins.reduce((sum, { jobs }) => sum + jobs, 0)).toBe(n);
      expect(bins.length).toBeLessThanOrEqual(25);
      const bounds = bins.map(({ toMs }) => toMs);
      expect(bounds).toEqual([...new Set(bounds)].toSorted((a, b) => a - b));
      expect(new Set(bins.map(({ label }) => label)).size).toBe(bins.length);
      if (n > 0) {
        expect(targetAt).toBeGreaterThanOrEqual(-0.5);
        expect(targetAt).toBeLessThanOrEqual(bins.length - 0.5);
      }
    }),
  );
});

it("puts a latency into the bin that its bound is in, and says so", () => {
  const shown = distributionOf(
    [
      [394, 3],
      [405, 1],
      [2079, 4],
    ],
    1000,
  );
  expect(shown.bins.filter(({ jobs }) => jobs > 0).map(({ label, jobs }) => [label, jobs])).toEqual(
    [
      ["315 ms to 400 ms", 3],
      ["400 ms to 500 ms", 1],
      ["2.0 s to 2.5 s", 4],
    ],
  );
  expect(binText(shown, 0)).toBe("315 ms to 400 ms · 3 jobs, 37.50 %");
  expect(binText(shown, null)).toBe("8 jobs");
});
