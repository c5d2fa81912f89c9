import fc from "fast-check";
import { expect, it } from "vitest";
import { HYSTERESIS, holds, lowRecords } from "../../../../schema/sla/gateway/low-records.ts";

const points = fc.integer({ min: 0, max: 100 });

/** The rule as it is written: in at `min`, out below `min` − 2, else as before; out at first. */
const walked = (newestFirst: readonly number[], min: number): boolean =>
  newestFirst.toReversed().reduce((isIn, value) => {
    if (value >= min) return true;
    return value < min - HYSTERESIS ? false : isIn;
  }, false);

it("decides by the records as by the whole history", () => {
  fc.assert(
    fc.property(fc.array(points, { maxLength: 30 }), points, (values, min) => {
      expect(holds(lowRecords(values), min)).toBe(walked(values, min));
    }),
  );
});

it("keeps a member that fell by less than 2 points, and lets nobody in who is there", () => {
  expect(holds(lowRecords([93.5, 95]), 95)).toBe(true);
  expect(holds(lowRecords([92.99, 95]), 95)).toBe(false);
  expect(holds(lowRecords([93.5, 92, 95]), 95)).toBe(false);
  expect(holds(lowRecords([93.5]), 95)).toBe(false);
});

it("remembers nothing before an hour in which nothing was known", () => {
  expect(lowRecords([94, null, 99])).toEqual([94]);
  expect(holds(lowRecords([null, 99]), 0)).toBe(false);
});
