import fc from "fast-check";
import { expect, it } from "vitest";
import { roundTripScore } from "../../../../schema/sla/explorer/round-trip-score.ts";

// leaderboard-serverless, score/stats_scorer_test.go: the median is 5 seconds.
it.each([
  [8, 0.699751727323698],
  [2, 0.9146101038546527],
  [1, 0.956352499790037],
  [0.5, 0.9779327685429285],
  [5, 0.8],
  [0, 1],
])("scores a round trip of %s s as leaderboard-serverless does", (seconds, expected) => {
  expect(roundTripScore(seconds * 1000, 5000)).toBeCloseTo(expected, 6);
});

it("is 0.8 to the power of the medians, and falls with latency", () => {
  fc.assert(
    fc.property(fc.double({ min: 0, max: 70, noNaN: true }), (medians) => {
      expect(roundTripScore(medians, 1)).toBeCloseTo(0.8 ** medians, 5);
    }),
  );
});

it("refuses what has no median", () => {
  expect(() => roundTripScore(0, 0)).toThrow(RangeError);
});
