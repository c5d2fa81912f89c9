import fc from "fast-check";
import { expect, it } from "vitest";
import { deliveredFramesPpm } from "../../../schema/sla/delivered-frames.ts";
import { DEFAULT_POLICY } from "../../../schema/sla/policy.ts";

const MS = 1000;
const INPUT = 5;

/** What is counted of a second at each rate, in milli-fps, by bins of whole fps as a window has them. */
function counted(milliFps: readonly number[], target: number): number | null {
  const bins = Map.groupBy(milliFps, (each) => Math.floor(each / 1000));
  const frames = [...bins].map(([whole, own]): [number, number, number, number] => [
    INPUT,
    whole,
    own.length * MS,
    own.reduce((sum, each) => sum + each * MS, 0),
  ]);
  const targets = { ...DEFAULT_POLICY.default, fps: target };
  return deliveredFramesPpm({ frames, span_ms: milliFps.length * MS }, targets);
}

/** The same sample by sample, by METRICS.md: the input is below half of the target. */
const exact = (milliFps: readonly number[], target: number): number =>
  milliFps.reduce((sum, each) => sum + Math.min(each, target * 500), 0) /
  (milliFps.length * target * 500);

// docs/adr/0012: half of an odd target is half a frame, and bins are of whole frames.
it("counts at most 1 ÷ (2 × target) more than the samples where T is half a frame, never less, and nothing where it is whole", () => {
  expect(counted([7_100, 7_900], 15)).toBe(1_000_000);
  expect(exact([7_100, 7_900], 15)).toBeCloseTo(0.973_333, 6);
  expect(counted([7_000, 7_999], 15)! / 1e6 - exact([7_000, 7_999], 15)).toBeCloseTo(1 / 30, 3);
  const rates = fc.array(fc.integer({ min: 1, max: 40_000 }), { minLength: 1, maxLength: 20 });
  fc.assert(
    fc.property(rates, fc.integer({ min: 2 * INPUT + 1, max: 60 }), (milliFps, target) => {
      const more = counted(milliFps, target)! / 1e6 - exact(milliFps, target);
      const most = target % 2 === 1 ? 1 / (2 * target) : 0;
      expect(more).toBeGreaterThan(-1.1e-6);
      expect(more).toBeLessThan(most + 1e-9);
    }),
  );
});
