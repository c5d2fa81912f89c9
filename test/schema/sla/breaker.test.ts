import fc from "fast-check";
import { expect, it } from "vitest";
import { breakerOf, decideSlots, isAsked, type SlotOutcome } from "../../../schema/sla/breaker.ts";
import type { ProbeOutcome } from "../../../schema/wire/raw.ts";

/** Outcomes of the slots just before slot 1000, oldest first. */
const history = (...outcomes: ProbeOutcome[]) =>
  Object.fromEntries(outcomes.map((outcome, i) => [1000 - outcomes.length + i, outcome]));
const down = (count: number) =>
  history("ok", ...Array.from({ length: count }, () => "dns" as const));
const intervals = (slotSeconds: number) =>
  [0, 2, 3, 5, 6, 11, 12, 100].map((count) => breakerOf(down(count), 1000, slotSeconds).interval);

it("asks a dead target every 2nd, 4th and 8th slot, and at least every 20 minutes", () => {
  expect(intervals(60)).toEqual([1, 1, 2, 2, 4, 4, 8, 8]);
  expect(intervals(300)).toEqual([1, 1, 2, 2, 4, 4, 4, 4]);
  expect(intervals(3600)).toEqual([1, 1, 1, 1, 1, 1, 1, 1]);
});

it("knows nothing of a target that it never asked, and asks it", () => {
  expect(breakerOf({}, 1000, 60)).toEqual({ failed: 0, interval: 1, last: null });
});

it("is set back by one answer, and repeats the newest failure", () => {
  const back = breakerOf({ ...down(20), 1000: "ok" }, 1001, 60);
  expect(back).toEqual({ failed: 0, interval: 1, last: null });
  expect(breakerOf(history("dns", "dns", "timeout"), 1000, 60)).toEqual({
    failed: 3,
    interval: 2,
    last: "timeout",
  });
});

it("looks only at slots before its own, in whatever order they were folded, and passes over those without an outcome", () => {
  const outcomes = fc.dictionary(
    fc.integer({ min: 900, max: 1100 }).map(String),
    fc.constantFrom<ProbeOutcome>("ok", "dns", "timeout"),
  );
  fc.assert(
    fc.property(outcomes, (all) => {
      const past = Object.fromEntries(Object.entries(all).filter(([slot]) => Number(slot) < 1000));
      expect(breakerOf(all, 1000, 60)).toEqual(breakerOf(past, 1000, 60));
    }),
  );
  const sparse = { 900: "dns", 950: "dns", 990: "dns" } as const;
  expect(breakerOf(sparse, 1000, 60).failed).toBe(3);
});

it("asks once in every interval, targets apart from one another", () => {
  const breaker = breakerOf(down(12), 1000, 60);
  const ids = Array.from({ length: 16 }, (_, i) => `${i.toString(16).padStart(8, "0")}00000000`);
  for (const id of ids)
    expect([0, 1, 2, 3, 4, 5, 6, 7].filter((i) => isAsked(id, 1000 + i, 60, breaker))).toHaveLength(
      1,
    );
  expect(ids.filter((id) => isAsked(id, 1000, 60, breaker))).toHaveLength(2);
});

it.each([60, 300, 420, 3600])(
  "asks everybody in the last slot of an hour, at T = %i s",
  (slotSeconds) => {
    const asked = Array.from({ length: 7200 / slotSeconds }, (_, i) => i).filter((slot) =>
      isAsked("0000000100000000", slot, slotSeconds, { failed: 99, interval: 1e9, last: "dns" }),
    );
    // By the calendar: the slots in which the end of an hour lies.
    const last = [3600, 7200].map((end) => Math.ceil(end / slotSeconds) - 1);
    expect(asked).toEqual(last.filter((slot) => slot < Math.floor(7200 / slotSeconds)));
  },
);

const decided = (...outcomes: SlotOutcome[]) =>
  [...decideSlots(new Map(outcomes.map((outcome, i) => [i, outcome]))).entries()]
    .toSorted(([a], [b]) => a - b)
    .map(([, outcome]) => outcome);

it("counts slots that were passed over as down only between two probes that failed", () => {
  expect(decided("dns", "breaker", "breaker", "timeout")).toEqual([
    "dns",
    "timeout",
    "timeout",
    "timeout",
  ]);
  expect(decided("dns", "breaker", "breaker", "ok")).toEqual(["dns", "no_probe", "no_probe", "ok"]);
  // How it went on is not known, or not yet.
  expect(decided("dns", "breaker")).toEqual(["dns", "no_probe"]);
  expect(decided("dns", "breaker", "no_probe", "dns")).toEqual(["dns", "dns", "no_probe", "dns"]);
});

it("leaves what was asked as it is, in whatever order it came", () => {
  const slots = fc.uniqueArray(
    fc.tuple(
      fc.nat(60),
      fc.constantFrom<SlotOutcome>("ok", "dns", "timeout", "no_probe", "breaker"),
    ),
    { selector: ([at]) => at },
  );
  fc.assert(
    fc.property(slots, (some) => {
      const one = decideSlots(new Map(some));
      expect(one).toEqual(decideSlots(new Map(some.toReversed())));
      for (const [at, outcome] of some)
        if (outcome !== "breaker") expect(one.get(at)).toBe(outcome);
      expect([...one.values()]).not.toContain("breaker");
    }),
  );
});
