import * as fc from "fast-check";
import { expect, it } from "vitest";
import { fpsOf, fpsSummary } from "../../../schema/sla/fps.ts";

/** Samples of 10 s each, as a runner reports them, by their FPS. */
const sums = (values: readonly number[]) => {
  const milli = values.filter((fps) => fps > 0).map((fps) => Math.round(fps * 1000));
  return {
    active_ms: 10_000 * milli.length,
    milli_fps_ms: milli.reduce((sum, x) => sum + x * 10_000, 0),
    samples: milli.length,
    zero_samples: values.length - milli.length,
    sum_milli_fps: milli.reduce((sum, x) => sum + x, 0),
    sum_milli_fps_squared: milli.reduce((sum, x) => sum + x * x, 0),
  };
};

it("is mean, population deviation and their ratio", () => {
  // 2, 4, 4, 4, 5, 5, 7, 9: mean 5, population deviation 2 (the textbook example).
  expect(fpsSummary(sums([2, 4, 4, 4, 5, 5, 7, 9]))).toEqual({
    mean: 5,
    stddev: 2,
    jitter: 0.4,
    samples: 8,
    zero_samples: 0,
  });
});

it("AC12: fps = 0 enters neither mean nor jitter", () => {
  const { samples: _, ...steady } = fpsSummary(sums([15, 16, 15, 16, 15, 16]));
  expect(fpsSummary(sums([0, 15, 16, 0, 15, 16, 15, 16, 0]))).toMatchObject({
    ...steady,
    zero_samples: 3,
  });
});

it("weights the mean by time", () => {
  const uneven = {
    ...sums([10, 20]),
    active_ms: 40_000,
    milli_fps_ms: 10_000 * 10_000 + 30_000 * 20_000,
  };
  expect(fpsOf(uneven).meanMilli).toBe(17_500);
});

it("has no jitter below six samples, and knows nothing of none", () => {
  expect(fpsOf(sums([15, 14, 15, 16, 15])).jitterPpm).toBeNull();
  expect(fpsOf(sums([15, 14, 15, 16, 15, 15])).jitterPpm).not.toBeNull();
  expect(fpsSummary(sums([0, 0]))).toEqual({
    mean: null,
    stddev: null,
    jitter: null,
    samples: 0,
    zero_samples: 2,
  });
});

it("knows no deviation of sums that no samples can have", () => {
  const impossible = { ...sums([15, 15, 15, 15, 15, 15]), sum_milli_fps_squared: 1 };
  expect(fpsOf(impossible)).toMatchObject({ stddevMilli: null, jitterPpm: null });
});

it("agrees with the definition, computed from the samples", () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 120_000 }), { minLength: 6, maxLength: 60 }),
      (milli) => {
        const mean = milli.reduce((a, b) => a + b, 0) / milli.length;
        const deviation = Math.sqrt(milli.reduce((a, x) => a + (x - mean) ** 2, 0) / milli.length);
        const { stddevMilli, jitterPpm } = fpsOf(sums(milli.map((x) => x / 1000)));
        expect(stddevMilli).toBeGreaterThan(deviation - 1.001);
        expect(stddevMilli).toBeLessThanOrEqual(deviation + 0.001);
        expect(Math.abs((jitterPpm ?? NaN) - (1e6 * deviation) / mean)).toBeLessThan(1.01);
      },
    ),
  );
});
