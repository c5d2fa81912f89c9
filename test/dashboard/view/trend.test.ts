import { expect, it } from "vitest";
import { TrendSpan } from "../../../schema/wire/api/orchestrators.ts";
import { trendShown } from "../../../workers/api/dashboard/view/trend.ts";

const HOURS = [720, 168, 24, 1, 0];

/** Spans by their jobs and scores, the oldest first. */
const spans = (...of: readonly (readonly [n: number, score: number])[]): TrendSpan[] =>
  of.map(([n, score], i) => {
    const at = (hours: number) => new Date(1e12 - (1e12 % 3_600_000) - hours * 3_600_000);
    const iso = (hours: number) => at(hours).toISOString().replace(".000Z", "Z");
    const view = { score: n === 0 ? null : score, n, credit_ppm: n * score * 10_000 };
    return TrendSpan.parse({
      from: iso(HOURS[i] ?? 0),
      to: iso(HOURS[i + 1] ?? 0),
      views: { any: view, corroborated: { score: null, n: 0, credit_ppm: 0 } },
    });
  });

const MOVED = spans([10, 50], [10, 80], [30, 90], [10, 100]);

it.each([
  ["1h", "+10.00", "up"],
  // (30 × 90 + 10 × 100) ÷ 40 = 92.5, less 80.
  ["24h", "+12.50", "up"],
  // (10 × 80 + 30 × 90 + 10 × 100) ÷ 50 = 90, less 50.
  ["7d", "+40.00", "up"],
  ["30d", "+40.00", "up"],
] as const)("compares %s with the time before it, by jobs: %s", (period, text, direction) => {
  expect(trendShown(MOVED, "any", period)).toMatchObject({ text, direction });
});

it("says down and the same, and what it was made from", () => {
  const fell = trendShown(spans([0, 0], [0, 0], [1, 90], [1, 80]), "any", "1h");
  expect(fell).toMatchObject({ text: "−10.00", direction: "down" });
  expect(fell.made).toContain("24 h to 1 h ago: 90.00 of 1 job;");
  expect(fell.made).toContain("30 to 7 days ago: no job");
  expect(trendShown(spans([5, 90], [5, 90], [5, 90], [5, 90]), "any", "24h").direction).toBe(
    "same",
  );
});

it("does not know a trend where one of the times has no job, and leaves a gap in the line", () => {
  const shown = trendShown(spans([10, 90], [0, 0], [10, 90], [10, 90]), "any", "24h");
  expect(shown).toMatchObject({ text: null, direction: null, value: null });
  expect(shown.line.map((point) => point === null)).toEqual([false, true, false, false]);
  expect(trendShown(MOVED, "corroborated", "24h").text).toBeNull();
});

it("draws little as little: a line is ten points high at least", () => {
  const { line } = trendShown(spans([9, 98], [9, 99], [9, 98], [9, 99]), "any", "24h");
  const heights = line.map((point) => point?.y ?? 0);
  expect(Math.max(...heights) - Math.min(...heights)).toBeCloseTo(0.1, 9);
});
