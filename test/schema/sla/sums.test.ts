import * as fc from "fast-check";
import { expect, it } from "vitest";
import { addSums, countsOf, EMPTY_SUMS } from "../../../schema/sla/sums.ts";
import { canonicalJson } from "../../../schema/wire/canonical.ts";
import { AMOUNTS, COUNTERS, LATENCIES, Sums } from "../../../schema/wire/rollup.ts";

const count = fc.integer({ min: 0, max: 1e12 });

const sums: fc.Arbitrary<Sums> = fc.record({
  counts: fc.dictionary(fc.constantFrom(...COUNTERS), count).map(countsOf),
  amounts: fc.dictionary(
    fc.constantFrom(...AMOUNTS),
    fc.bigInt({ min: 1n, max: 10n ** 40n }).map(String),
  ),
  histograms: fc.dictionary(
    fc.constantFrom(...LATENCIES),
    fc.dictionary(fc.integer({ min: 0, max: 700 }).map(String), fc.integer({ min: 1, max: 1e6 }), {
      minKeys: 1,
    }),
  ),
});

it("AC02: adds to the same bytes in any order and any grouping", () => {
  fc.assert(
    fc.property(sums, sums, sums, (a, b, c) => {
      const left = canonicalJson(addSums(addSums(a, b), c));
      expect(canonicalJson(addSums(c, addSums(b, a)))).toBe(left);
      expect(canonicalJson(addSums(addSums(a, c), b))).toBe(left);
    }),
  );
});

it("is unchanged by nothing, and fits its schema", () => {
  fc.assert(
    fc.property(sums, (a) => {
      const same = addSums(a, EMPTY_SUMS);
      expect(canonicalJson(same)).toBe(canonicalJson(a));
      expect(Sums.parse(same)).toEqual(a);
    }),
  );
});

it("leaves zeros out, so that equal sums are equal bytes", () => {
  const zeros: Sums = {
    counts: { errors: 0, success: 1 },
    amounts: { face_value_wei: "0" },
    histograms: { e2e_ms: { 3: 0 } },
  };
  expect(addSums(zeros, EMPTY_SUMS)).toEqual({
    counts: { success: 1 },
    amounts: {},
    histograms: {},
  });
});

it("adds wei that no double can hold", () => {
  const a: Sums = {
    ...EMPTY_SUMS,
    amounts: { face_value_wei: "2400000000000000000000000000000001" },
  };
  expect(addSums(a, a).amounts.face_value_wei).toBe("4800000000000000000000000000000002");
});

it("refuses a count that would no longer be exact", () => {
  const a: Sums = { ...EMPTY_SUMS, counts: { active_ms: Number.MAX_SAFE_INTEGER } };
  const b: Sums = { ...EMPTY_SUMS, counts: { active_ms: 1 } };
  expect(() => addSums(a, b)).toThrow(RangeError);
});
