import { expect, it } from "vitest";
import type { ProbeOutcome } from "../../schema/wire/raw.ts";
import { compare, type Windows } from "../../scripts/fleet/compare.ts";
import { compareHostile } from "../../scripts/fleet/hostile.ts";
import { hostileOutcomes } from "./hostile.ts";

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

it("misses a window on either side only from when it should be there", () => {
  const some = windows({ "e/0": [DUE - 120_001, "a"], "e/1": [DUE - 120_000, "b"] });
  expect(told(some, windows({}))).toEqual(["e/0 is missing"]);
  expect(told(windows({}), some)).toEqual(["e/0 is none of its own"]);
});

it("sees another digest, a second one, and a window that the agent does not have", () => {
  const own = windows({ "e/0": [0, "a"], "e/1": [0, "b"] });
  const stored = windows({ "e/0": [0, "x"], "e/1": [0, "b", "c"], "e/2": [0, "d"] });
  expect(told(own, stored)).toEqual(["e/0 is another", "e/1 is another", "e/2 is none of its own"]);
});

const hostile = await hostileOutcomes();
const fleet = [...hostile.keys()].map((agent, i) => ({ id: `${i}`, agent: agent as never }));
const asTheyMust = () =>
  new Map(
    [...hostile.values()].map(({ outcomes }, i) => [`${i}`, new Set<ProbeOutcome>(outcomes)]),
  );
const toldOf = (targets: typeof fleet, seen = asTheyMust()) =>
  compareHostile(hostile, targets, seen).map(({ what }) => what);

it("finds nothing where every hostile agent is there and failed as it must, nor in a fleet that has none", () => {
  expect(fleet.length).toBeGreaterThan(10);
  expect(toldOf(fleet)).toEqual([]);
  expect(toldOf([{ id: "x", agent: "ed25519:honest" as never }])).toEqual([]);
});

it("misses each hostile agent that is not among the targets, or was not asked yet", () => {
  for (const [i] of fleet.entries()) {
    expect(toldOf(fleet.toSpliced(i, 1))).toEqual(["is not among the targets"]);
    const seen = asTheyMust();
    seen.delete(`${i}`);
    expect(toldOf(fleet, seen)).toEqual(["was not asked yet"]);
  }
});

it("sees an outcome that a hostile agent may not have", () => {
  const seen = asTheyMust().set("0", new Set(["no_probe"]));
  expect(toldOf(fleet, seen)).toEqual([expect.stringMatching(/^no_probe instead of /)]);
});
