import * as fc from "fast-check";
import { expect, it } from "vitest";
import { creditOf } from "../../../schema/sla/credit.ts";
import { deliveredFramesPpm, goodFrameMs } from "../../../schema/sla/delivered-frames.ts";
import type { FrameBin, JobTotals } from "../../../schema/wire/job-entry.ts";
import { entry, TARGETS, totals, WEIGHTS } from "../../support/job-entry.ts";

const gateway = (of: JobTotals) => creditOf(entry(of), "gateway", TARGETS, WEIGHTS);
const orchestrator = (of: JobTotals) => creditOf(entry(of), "orchestrator", TARGETS, WEIGHTS);

const NO_SOURCES = {
  first_frame: false,
  first_output: false,
  samples: false,
  swap: false,
  e2e: false,
};

it("gives a perfect job everything, on either side", () => {
  expect(gateway(totals())).toEqual({
    creditPpm: 1_000_000,
    qualities: { delivered_frames: 1e6, first_frame: 1e6, stability: 1e6, e2e: 1e6 },
    unobserved: [],
    lost: {},
  });
  expect(orchestrator(totals())).toEqual({
    creditPpm: 1_000_000,
    qualities: { delivered_frames: 1e6, first_frame: 1e6, stability: null, e2e: null },
    unobserved: ["stability", "e2e"],
    lost: {},
  });
});

it("weighs the qualities as METRICS.md §4 does, and tells who lost what", () => {
  // 45 · 0.5 + 25 · 0.8 + 20 · 0 + 10 · 0.75 = 22.5 + 20 + 0 + 7.5 = 50 of 100.
  const half = totals({
    frames: [[20, 7, 80_000, 80_000 * 7500]],
    first_frame_ms: 5000,
    swapped: true,
    e2e_ms: 4000,
  });
  expect(gateway(half)).toMatchObject({
    creditPpm: 500_000,
    qualities: { delivered_frames: 500_000, first_frame: 800_000, stability: 0, e2e: 750_000 },
    lost: { delivered_frames: 225_000, first_frame: 50_000, stability: 200_000, e2e: 25_000 },
  });
});

it("gives the whole credit to a success that has no quality to measure", () => {
  const blind = totals({ sources: NO_SOURCES, first_frame_ms: null, e2e_ms: null, span_ms: 0 });
  expect(gateway(blind)).toMatchObject({
    creditPpm: 1_000_000,
    unobserved: ["first_frame", "stability", "e2e"],
  });
});

it("counts a value as nothing where its source was there, and leaves it out where it was not", () => {
  const silent = totals({ first_frame_ms: null, first_output_ms: null });
  expect(gateway(silent).qualities.first_frame).toBe(0);
  expect(gateway({ ...silent, sources: NO_SOURCES }).qualities.first_frame).toBeNull();
  expect(orchestrator({ ...silent, sources: NO_SOURCES }).qualities.first_frame).toBe(0);
});

it("AC08: gives an orchestrator's frames nothing where it could time the first output and does not tell it", () => {
  const hidden = totals({ first_output_ms: null });
  expect(orchestrator(hidden)).toMatchObject({
    creditPpm: 0,
    qualities: { delivered_frames: 0, first_frame: 0 },
  });
  // Who was installed in the middle of a stream could not, and delivered what it saw.
  const late = { ...hidden, sources: { ...hidden.sources, first_output: false } };
  expect(orchestrator(late).qualities).toMatchObject({
    delivered_frames: 1_000_000,
    first_frame: 0,
  });
  expect(gateway(hidden)).toEqual(gateway(totals()));
});

it("asks a request for its time to result alone", () => {
  const request = entry(totals({ e2e_ms: null, first_output_ms: 5000 }), { workload: "request" });
  expect(creditOf(request, "orchestrator", TARGETS, WEIGHTS)).toEqual({
    creditPpm: 500_000,
    qualities: { delivered_frames: null, first_frame: 500_000, stability: null, e2e: null },
    unobserved: [],
    lost: { first_frame: 500_000 },
  });
});

it.each<[string, FrameBin[], number]>([
  ["nothing for time that no sample covers", [[null, 15, 40_000, 40_000 * 15_000]], 500_000],
  ["no more than the target", [[30, 30, 80_000, 80_000 * 30_000]], 1_000_000],
  ["by the input where that is less", [[10, 10, 80_000, 80_000 * 10_000]], 1_000_000],
  [
    "by half of the target where the input is less than that",
    [[3, 3, 80_000, 80_000 * 3000]],
    400_000,
  ],
  ["by the target where the input is not known", [[null, 10, 80_000, 80_000 * 10_000]], 666_666],
  [
    "each sample by its own target",
    // (40 · 5 ÷ 10 + 40 · 5 ÷ 15) ÷ 80 = (20 + 13.33…) ÷ 80
    [
      [10, 5, 40_000, 40_000 * 5000],
      [20, 5, 40_000, 40_000 * 5000],
    ],
    416_666,
  ],
])("counts delivered frames: %s", (_, frames, ppm) => {
  expect(deliveredFramesPpm({ frames, span_ms: 80_000 }, TARGETS)).toBe(ppm);
});

it("has no frame rate where the span is empty", () => {
  expect(deliveredFramesPpm({ frames: [], span_ms: 0 }, TARGETS)).toBeNull();
});

it("counts as good the time at the target or above", () => {
  const frames: FrameBin[] = [
    [20, 15, 1000, 15_000_000],
    [20, 14, 2000, 29_999_999],
    [10, 10, 4000, 40_000_000],
  ];
  expect(goodFrameMs({ frames, span_ms: 80_000 }, TARGETS)).toBe(5000);
});

const bin = fc
  .record({
    input: fc.option(fc.integer({ min: 0, max: 60 })),
    fps: fc.integer({ min: 0, max: 60_000 }),
    ms: fc.integer({ min: 0, max: 10_000 }),
  })
  .map(({ input, fps, ms }): FrameBin => [input, Math.floor(fps / 1000), ms, fps * ms]);

const job = fc
  .record({
    frames: fc.array(bin, { maxLength: 12 }),
    first_frame_ms: fc.option(fc.integer({ min: 0, max: 60_000 })),
    first_output_ms: fc.option(fc.integer({ min: 0, max: 60_000 })),
    e2e_ms: fc.option(fc.integer({ min: 0, max: 60_000 })),
    swapped: fc.boolean(),
    span_ms: fc.integer({ min: 0, max: 120_000 }),
  })
  .map(totals);

it("agrees with the plain sum over samples, in any order of them", () => {
  fc.assert(
    fc.property(fc.array(bin, { maxLength: 12 }), (frames) => {
      const shares = frames.map(([input, , ms, sum]) => {
        const target = Math.max(7.5, Math.min(15, input ?? 15));
        return ms === 0 ? 0 : (ms * Math.min(sum / ms / 1000, target)) / target;
      });
      const expected = Math.min(1e6, (1e6 * shares.reduce((a, b) => a + b, 0)) / 120_000);
      const ppm = deliveredFramesPpm({ frames, span_ms: 120_000 }, TARGETS) ?? NaN;
      expect(Math.abs(ppm - expected)).toBeLessThanOrEqual(1);
      expect(deliveredFramesPpm({ frames: frames.toReversed(), span_ms: 120_000 }, TARGETS)).toBe(
        ppm,
      );
    }),
  );
});

it("adds credit and points lost up to a million, exactly", () => {
  fc.assert(
    fc.property(job, fc.constantFrom("gateway", "orchestrator"), (of, role) => {
      const { creditPpm, lost } = creditOf(entry(of), role, TARGETS, WEIGHTS);
      const total = Object.values(lost).reduce((a, b) => a + b, creditPpm);
      expect(total).toBe(1_000_000);
      expect(creditPpm).toBeGreaterThanOrEqual(0);
    }),
  );
});

it("AC09: a change of 1 % in a quality moves the credit by at most 1 % of its weight", () => {
  /** Rounding down of the value, and of the credit. */
  const ROUNDING_PPM = 2;
  const moved = (a: JobTotals, b: JobTotals) =>
    Math.abs(gateway(a).creditPpm - gateway(b).creditPpm);
  fc.assert(
    fc.property(job, fc.integer({ min: 0, max: 60_000 }), (of, ms) => {
      const more = Math.floor(ms * 1.01);
      const at = (latency: "first_frame_ms" | "e2e_ms", value: number) => ({
        ...of,
        e2e_ms: 1,
        [latency]: value,
      });
      const whole = of.span_ms > 0 ? 100 : 55;
      for (const [latency, weight] of [
        ["first_frame_ms", 25],
        ["e2e_ms", 10],
      ] as const)
        expect(moved(at(latency, ms), at(latency, more))).toBeLessThanOrEqual(
          (1e4 * weight) / whole + ROUNDING_PPM,
        );
      const faster = of.frames.map(([input, fps, span, sum]): FrameBin => [
        input,
        fps,
        span,
        Math.floor(sum * 1.01),
      ]);
      expect(moved({ ...of, e2e_ms: 1 }, { ...of, e2e_ms: 1, frames: faster })).toBeLessThanOrEqual(
        1e4 * 0.45 + ROUNDING_PPM,
      );
    }),
  );
});
