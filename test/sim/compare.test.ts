import { expect, it } from "vitest";
import { compare, type Windows } from "../../scripts/fleet/compare.ts";

const DUE = 1_000_000;
const windows = (of: Record<string, [start: number, ...digests: string[]]>): Windows =>
  new Map(
    Object.entries(of).map(([key, [start, ...digests]]) => [
      key,
      { start, digests: new Set(digests) },
    ]),
  );
const told = (own: Windows, stored: Windows) =>
  compare("agent", own, stored, DUE).map(({ what }) => what);

it("finds nothing where both have the same", () => {
  const same = windows({ "e/0": [0, "a"], "e/1": [60_000, "b"] });
  expect(told(same, same)).toEqual([]);
});

it("misses a window only from when it should be there", () => {
  const own = windows({ "e/0": [DUE - 120_001, "a"], "e/1": [DUE - 120_000, "b"] });
  expect(told(own, windows({}))).toEqual(["e/0 is missing"]);
});

it("sees another digest, a second one, and a window that the agent does not have", () => {
  const own = windows({ "e/0": [0, "a"], "e/1": [0, "b"] });
  const stored = windows({ "e/0": [0, "x"], "e/1": [0, "b", "c"], "e/2": [0, "d"] });
  expect(told(own, stored)).toEqual(["e/0 is another", "e/1 is another", "e/2 is none of its own"]);
});
