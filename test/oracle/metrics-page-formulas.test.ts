import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { creditOf } from "../../schema/sla/credit.ts";
import { DEFAULT_POLICY } from "../../schema/sla/policy.ts";
import { scoreLowPpm } from "../../schema/sla/score-low.ts";
import { scoreOf } from "../../schema/sla/score.ts";
import { EMPTY_SUMS } from "../../schema/sla/sums.ts";
import { QUALITIES, type Quality } from "../../schema/wire/policy.ts";
import { entry, TARGETS, totals, WEIGHTS } from "../support/job-entry.ts";
import { floor, valueOf } from "./formula.ts";
import { idOf, PAGE_NAME, PAGE_TEXT, saidOnce, tableUnder } from "./metrics-page.ts";

/** Jobs that were decided, and their credit. */
const decided = fc
  .integer({ min: 1, max: 2_000_000 })
  .chain((jobs) => fc.tuple(fc.constant(jobs), fc.integer({ min: 0, max: jobs * 1_000_000 })));

/** ⌊value⌋ of a formula, of whole numbers. */
const whole = (formula: string, values: Readonly<Record<string, number>>): number =>
  Number(floor(valueOf(formula, bigints(values))));

const bigints = (values: Readonly<Record<string, number>>) =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, BigInt(value)]));

describe.skipIf(PAGE_TEXT === "")(`the formulas of ${PAGE_NAME}`, () => {
  it("give the lower bounds of the code, and the two that the page has for a check", () => {
    const [bound, z] = saidOnce(/Z = (\d+): L = (⌊.+?⌋) ppm/).toReversed() as [string, string];
    const low = (jobs: number, credit: number) =>
      whole(bound, { a: credit, N: jobs * 1e6, Z: Number(z) });
    const [of30, of1] = saidOnce(/30 of 30 perfect gives (\d+) ppm, 1 of 1 gives (\d+)/).map(
      Number,
    );
    expect([low(30, 30e6), low(1, 1e6)]).toEqual([of30, of1]);
    fc.assert(
      fc.property(decided, ([jobs, credit]) => {
        expect(scoreLowPpm(credit, jobs)).toBe(low(jobs, credit));
      }),
    );
  });

  it("give the score, and score_low as it is published", () => {
    const [score] = saidOnce(/`score` = (100 × Σ credit ÷ \(10⁶ × decided\))/);
    const [published] = saidOnce(/Published as (⌊ppm ÷ 100⌋) ÷ 100/);
    fc.assert(
      fc.property(decided, ([jobs, credit_ppm]) => {
        const sums = { ...EMPTY_SUMS, counts: { success: jobs, credit_ppm } };
        const found = scoreOf(sums, "corroborated", DEFAULT_POLICY, null);
        const hundredths = whole(`100 × (${score})`, { "Σ credit": credit_ppm, decided: jobs });
        expect(found.score).toBe(hundredths / 100);
        expect(found.score_low).toBe(
          whole(published!, { ppm: scoreLowPpm(credit_ppm, jobs)! }) / 100,
        );
      }),
    );
  });

  const value = (quality: Quality, formula: RegExp): string => {
    const rows = tableUnder("| quality q (ppm, rounded down)");
    const said = rows.find(([name]) => idOf(name!) === quality)![3]!;
    return `10⁶ × ${formula.exec(said)![1]}`;
  };

  it.each([
    ["first_frame", "first_frame_ms", TARGETS.first_frame_ms],
    ["e2e", "e2e_ms", TARGETS.e2e_ms],
  ] as const)("give the value of %s", (quality, field, target) => {
    const formula = value(quality, /^(min\(1, target ÷ latency\))/);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20_000 }), (latency) => {
        const { qualities } = creditOf(
          entry(totals({ [field]: latency })),
          "gateway",
          TARGETS,
          WEIGHTS,
        );
        expect(qualities[quality]).toBe(whole(formula, { target, latency }));
      }),
    );
  });

  it("give the value of delivered frames", () => {
    const formula = value("delivered_frames", /^Σ (covered ms in M .+?)\. M =/);
    const [ideal, least] = saidOnce(
      /T = (min\(target, whole input fps) of the sample\), not below (target ÷ 2)/,
    );
    const length = 90_000;
    const ms = fc.integer({ min: 1, max: length });
    fc.assert(
      fc.property(fc.nat(40), fc.nat(40), ms, (output, input, covered) => {
        const frames = [[input, output, covered, output * 1000 * covered]] as [
          number,
          number,
          number,
          number,
        ][];
        const job = entry(totals({ span_ms: length, frames }));
        const given = { target: TARGETS.fps, "whole input fps": input };
        // In half frames, so that T is a whole number.
        const twiceT = Math.max(whole(`2 × ${ideal})`, given), whole(`2 × ${least}`, given));
        expect(creditOf(job, "gateway", TARGETS, WEIGHTS).qualities.delivered_frames).toBe(
          whole(formula, {
            "covered ms in M": covered,
            fps: 2 * output,
            T: twiceT,
            "length of M": length,
          }),
        );
      }),
    );
  });

  it("give the credit of a job from its qualities", () => {
    const [credit] = saidOnce(/Success: (⌊Σ w·q ÷ Σ w⌋)/);
    const late = fc.integer({ min: 1, max: 20_000 });
    fc.assert(
      fc.property(
        late,
        late,
        fc.boolean(),
        fc.nat(90_000),
        (first_frame_ms, e2e_ms, swapped, ms) => {
          const said = { first_frame_ms, e2e_ms, swapped, span_ms: 90_000 };
          const job = entry(totals({ ...said, frames: [[null, 15, ms, 15_000 * ms]] }));
          const { qualities, creditPpm } = creditOf(job, "gateway", TARGETS, WEIGHTS);
          const sum = (of: (quality: Quality) => number) =>
            QUALITIES.reduce((all, quality) => all + of(quality), 0);
          const weighted = sum((quality) => WEIGHTS[quality] * qualities[quality]!);
          expect(creditPpm).toBe(
            whole(credit!, { "Σ w·q": weighted, "Σ w": sum((quality) => WEIGHTS[quality]) }),
          );
        },
      ),
    );
  });
});
