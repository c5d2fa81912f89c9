import * as fc from "fast-check";
import { expect, it } from "vitest";
import { scoreLowPpm } from "../../../schema/sla/score-low.ts";

it.each([
  [30, 917_275],
  [1, 269_865],
])("is what METRICS.md §4 says of %i perfect jobs", (jobs, ppm) => {
  expect(scoreLowPpm(jobs * 1_000_000, jobs)).toBe(ppm);
});

it("is not known of no job, and nothing of jobs that delivered nothing", () => {
  expect(scoreLowPpm(0, 0)).toBeNull();
  expect([1, 30, 1e6].map((jobs) => scoreLowPpm(0, jobs))).toEqual([0, 0, 0]);
});

it("AC10: tends to 100 % with perfect jobs, and only rises on the way", () => {
  const bounds = [1, 2, 10, 100, 1e4, 1e6, 1e8].map((jobs) => scoreLowPpm(jobs * 1e6, jobs) ?? NaN);
  expect(bounds).toEqual(bounds.toSorted((a, b) => a - b));
  expect(bounds.at(-1)).toBe(999_999);
});

const sample = fc
  .record({
    jobs: fc.integer({ min: 1, max: 100_000 }),
    share: fc.integer({ min: 0, max: 1_000_000 }),
  })
  .map(({ jobs, share }) => ({ jobs, credit: jobs * share }));

it("is Wilson's bound, computed in doubles, within 3 ppm, and never above the mean", () => {
  fc.assert(
    fc.property(sample, ({ jobs, credit }) => {
      const z2 = 2.705543;
      const p = credit / jobs / 1e6;
      const spread = Math.sqrt((z2 * p * (1 - p)) / jobs + (z2 * z2) / (4 * jobs * jobs));
      const wilson = (p + z2 / (2 * jobs) - spread) / (1 + z2 / jobs);
      const low = scoreLowPpm(credit, jobs) ?? NaN;
      expect(Math.abs(low - 1e6 * wilson)).toBeLessThan(3);
      expect(low).toBeLessThanOrEqual(Math.floor(credit / jobs));
    }),
  );
});

it("never rises with less credit, nor with one more job that delivered nothing", () => {
  fc.assert(
    fc.property(sample, fc.integer({ min: 1, max: 1_000_000 }), ({ jobs, credit }, less) => {
      const low = scoreLowPpm(credit, jobs) ?? NaN;
      expect(scoreLowPpm(Math.max(0, credit - less), jobs)).toBeLessThanOrEqual(low);
      expect(scoreLowPpm(credit, jobs + 1)).toBeLessThanOrEqual(low);
    }),
  );
});
