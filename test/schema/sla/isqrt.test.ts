import * as fc from "fast-check";
import { expect, it } from "vitest";
import { isqrt, isqrtUp } from "../../../schema/sla/isqrt.ts";
import { ceilDivide, floorDivide, ppmOf, scaled } from "../../../schema/sla/quotient.ts";

it("is the largest integer whose square is not above", () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 10n ** 60n }), (n) => {
      const root = isqrt(n);
      expect(root * root <= n && n < (root + 1n) * (root + 1n)).toBe(true);
      const up = isqrtUp(n);
      expect(up * up >= n && (up === 0n || (up - 1n) * (up - 1n) < n)).toBe(true);
    }),
  );
});

it("is exact at and beside small squares", () => {
  for (let root = 1n; root < 200n; root++) {
    expect([isqrt(root * root - 1n), isqrt(root * root)]).toEqual([root - 1n, root]);
    expect([isqrtUp(root * root), isqrtUp(root * root + 1n)]).toEqual([root, root + 1n]);
  }
});

it("has no root of a negative number", () => {
  expect(() => isqrt(-1n)).toThrow(RangeError);
});

it("divides towards minus and plus infinity", () => {
  expect([floorDivide(7n, 2n), floorDivide(-7n, 2n), floorDivide(-8n, 2n)]).toEqual([3n, -4n, -4n]);
  expect([ceilDivide(7n, 2n), ceilDivide(-7n, 2n), ceilDivide(8n, 2n)]).toEqual([4n, -3n, 4n]);
});

it("scales without the rounding of doubles", () => {
  // 9007199254740991 · 10⁶ is no double: the product has to be exact.
  expect(scaled(Number.MAX_SAFE_INTEGER, 1_000_000, Number.MAX_SAFE_INTEGER)).toBe(1_000_000);
  expect([ppmOf(2, 3), ppmOf(0, 3), ppmOf(0, 0)]).toEqual([666_666, 0, null]);
});
