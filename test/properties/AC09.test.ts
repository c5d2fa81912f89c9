import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DEFAULT_POLICY } from "../../schema/sla/policy.ts";
import { runs } from "./runs.ts";
import { GATEWAY, scoreIn } from "./stage.ts";
import { type Stream, stream } from "./stream.ts";

const RUNS = runs(15);
const { weights } = DEFAULT_POLICY;
/** A score is rounded down to hundredths, twice in a difference; times of whole milliseconds are a part of the rest. */
const ROUNDING = 0.03;

const scoreOf = async (streams: readonly Partial<Stream>[]) =>
  (await scoreIn([{ of: GATEWAY, facts: streams.flatMap((of) => stream(of).gateway) }])).score!;

const share = fc.constantFrom(0.99, 1.01);
const moved = async (before: readonly Partial<Stream>[], after: readonly Partial<Stream>[]) =>
  Math.abs((await scoreOf(before)) - (await scoreOf(after)));
const many = <T>(values: fc.Arbitrary<T>) => fc.array(values, { minLength: 1, maxLength: 3 });
/** Anywhere, and where a target is passed. */
const latency = (max: number) =>
  fc.oneof(fc.integer({ min: 100, max }), fc.constantFrom(2980, 3000, 3990, 4000, 4030));
const placed = (n: number) => ({ n: n + 1, at: 60_000 + n * 200_000 });

/** METRICS.md §6, AC09, by a gateway's evidence: it has every quality, so that weights are points. Steps of T: docs/adr/0012. */
describe("AC09: a change of 1 % in every value", () => {
  it("AC09: of output fps moves the score by at most 1 % of the weight of delivered frames", async () => {
    await fc.assert(
      fc.asyncProperty(
        many(fc.double({ min: 0.5, max: 40, noNaN: true })),
        share,
        async (values, by) => {
          const of = (factor: number) => [
            { fps: (i: number) => values[i % values.length]! * factor, inputFps: () => 30 },
          ];
          expect(await moved(of(1), of(by))).toBeLessThanOrEqual(
            weights.delivered_frames / 100 + ROUNDING,
          );
        },
      ),
      { numRuns: RUNS },
    );
  });

  it.each([
    ["first frame", "firstMs", weights.first_frame, 30_000],
    ["E2E latency", "e2eMs", weights.e2e, 20_000],
  ] as const)(
    "AC09: of %s moves the score by at most 1 % of its weight",
    async (_, field, weight, most) => {
      await fc.assert(
        fc.asyncProperty(many(latency(most)), share, async (values, by) => {
          const of = (factor: number) =>
            values.map((ms, n) => ({ ...placed(n), [field]: Math.round(ms * factor) }));
          expect(await moved(of(1), of(by))).toBeLessThanOrEqual(weight / 100 + ROUNDING);
        }),
        { numRuns: RUNS },
      );
    },
  );

  it("AC09: of input fps moves it by no more than a ninth of the weight, and only where a whole number is passed", async () => {
    const pairs = many(
      fc.tuple(
        fc.double({ min: 1, max: 30, noNaN: true }),
        fc.double({ min: 1, max: 30, noNaN: true }),
      ),
    );
    await fc.assert(
      fc.asyncProperty(pairs, share, async (values, by) => {
        const of = (factor: number) => [
          {
            fps: (i: number) => values[i % values.length]![0],
            inputFps: (i: number) => values[i % values.length]![1] * factor,
          },
        ];
        const passes = values.some(([, input]) => Math.floor(input) !== Math.floor(input * by));
        expect(await moved(of(1), of(by))).toBeLessThanOrEqual(
          passes ? weights.delivered_frames / 9 + ROUNDING : 0,
        );
      }),
      { numRuns: RUNS },
    );
    const of = (input: number) => [{ fps: () => 8, inputFps: () => input }];
    expect(await scoreOf(of(8.95))).toBe(100);
    expect(await scoreOf(of(9.03))).toBe(94.99); // 55 + 45 × ⌊10⁶ × 8 ÷ 9⌋ ÷ 10⁶, rounded down
  });
});
