import { expect, it } from "vitest";
import { hourOf, hourStart, nextHour, previousHour } from "../../../schema/sla/hour.ts";

it("gives a moment to the hour that it begins, and not to the one that it ends", () => {
  const start = Date.UTC(2026, 1, 28, 23);
  expect(hourOf(start)).toBe("2026-02-28T23:00:00Z");
  expect(hourOf(start + 3_599_999)).toBe("2026-02-28T23:00:00Z");
  expect(hourOf(start - 1)).toBe("2026-02-28T22:00:00Z");
  expect(hourStart(hourOf(start + 5))).toBe(start);
});

it("walks over the ends of months", () => {
  const last = hourOf(Date.UTC(2028, 1, 29, 23));
  expect(nextHour(last)).toBe("2028-03-01T00:00:00Z");
  expect(previousHour(nextHour(last))).toBe(last);
});
