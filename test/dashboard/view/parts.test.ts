import fc from "fast-check";
import { expect, it } from "vitest";
import { EXCUSES, FAULTS } from "../../../schema/wire/cause.ts";
import type { Score } from "../../../schema/wire/compliance.ts";
import { QUALITIES } from "../../../schema/wire/policy.ts";
import { partsOf } from "../../../workers/api/dashboard/view/lost.ts";

/** A score of so many jobs whose losses are these; what they leave is credit. */
const scoreOf = (decided: number, failures: number[], qualities: number[]): Score => {
  const lost = [...failures, ...qualities].reduce((sum, each) => sum + each, 0);
  return {
    decided,
    credit_ppm: decided * 1_000_000 - lost,
    lost_ppm: {
      failures: Object.fromEntries(failures.map((ppm, at) => [FAULTS[at], ppm])),
      qualities: Object.fromEntries(qualities.map((ppm, at) => [QUALITIES[at], ppm])),
    },
    excuses: Object.fromEntries(EXCUSES.map((cause) => [cause, 0])),
  } as unknown as Score;
};

it("divides every score into parts that add up to 100 points, the delivered ones first", () => {
  const loss = fc.integer({ min: 0, max: 100_000 });
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 10_000 }),
      fc.array(loss, { maxLength: FAULTS.length }),
      fc.array(loss, { maxLength: QUALITIES.length }),
      (decided, failures, qualities) => {
        const parts = partsOf(scoreOf(decided, failures, qualities), "");
        expect(parts[0]?.kind).toBe("delivered");
        expect(parts.reduce((sum, { points }) => sum + points, 0)).toBeCloseTo(100, 9);
        const texts = parts.map(({ figure }) => Number(figure.text?.replace("< 0.01", "0")));
        expect(texts.reduce((sum, each) => sum + Math.round(each * 100), 0)).toBe(10_000);
      },
    ),
  );
});

it("has no part where no job was decided", () => {
  expect(partsOf(scoreOf(0, [], []), "")).toEqual([]);
});
