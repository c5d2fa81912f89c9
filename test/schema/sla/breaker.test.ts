import fc from "fast-check";
import { expect, it } from "vitest";
import { breakerOf, decideSlots, isAsked, type SlotOutcome } from "../../../schema/sla/breaker.ts";
import type { ProbeOutcome } from "../../../schema/wire/raw.ts";

/** A slot of T = 60 s in January 2026: what is kept of a slot is its number, and says when it was only near a known moment. */
const SLOT = Date.UTC(2026, 0, 9, 13, 40) / 60_000;

/** Outcomes of the slots just before one, oldest first. */
const history = (...outcomes: ProbeOutcome[]) => before(SLOT, outcomes);
const before = (slot: number, outcomes: readonly ProbeOutcome[]) =>
  Object.fromEntries(outcomes.map((outcome, i) => [slot - outcomes.length + i, outcome]));
const down = (count: number) =>
  history("ok", ...Array.from({ length: count }, () => "dns" as const));
const intervals = (slotSeconds: number) =>
  [0, 2, 3, 5, 6, 11, 12, 100].map((count) => {
    const slot = Math.floor((SLOT * 60) / slotSeconds);
    const outcomes = before(slot, ["ok", ...Array.from({ length: count }, () => "dns" as const)]);
    return breakerOf(outcomes, slot, slotSeconds).interval;
  });

it("asks a dead target every 2nd, 4th and 8th slot, and at least every 20 minutes", () => {
  expect(intervals(60)).toEqual([1, 1, 2, 2, 4, 4, 8, 8]);
  expect(intervals(300)).toEqual([1, 1, 2, 2, 4, 4, 4, 4]);
  expect(intervals(3600)).toEqual([1, 1, 1, 1, 1, 1, 1, 1]);
});

it("knows nothing of a target that it never asked, and asks it", () => {
  expect(breakerOf({}, SLOT, 60)).toEqual({ failed: 0, interval: 1, last: null });
});

it("is set back by one answer, and repeats the newest failure", () => {
  const back = breakerOf({ ...down(20), [SLOT]: "ok" }, SLOT + 1, 60);
  expect(back).toEqual({ failed: 0, interval: 1, last: null });
  expect(breakerOf(history("dns", "dns", "timeout"), SLOT, 60)).toEqual({
    failed: 3,
    interval: 2,
    last: "timeout",
  });
});

it("looks only at slots before its own, in whatever order they were folded, and passes over those without an outcome", () => {
  const outcomes = fc.dictionary(
    fc.integer({ min: SLOT - 100, max: SLOT + 100 }).map(String),
    fc.constantFrom<ProbeOutcome>("ok", "dns", "timeout"),
  );
  fc.assert(
    fc.property(outcomes, (all) => {
      const past = Object.fromEntries(Object.entries(all).filter(([slot]) => Number(slot) < SLOT));
      expect(breakerOf(all, SLOT, 60)).toEqual(breakerOf(past, SLOT, 60));
    }),
  );
  const sparse = { [SLOT - 100]: "dns", [SLOT - 50]: "dns", [SLOT - 10]: "dns" } as const;
  expect(breakerOf(sparse, SLOT, 60).failed).toBe(3);
});

it("goes on over a change of T: what counts is when a slot was, not its number", () => {
  const every60 = history(...Array.from({ length: 6 }, () => "dns" as const));
  const later = SLOT / 5;
  expect(breakerOf({ ...every60, [later]: "ok" }, later + 1, 300)).toEqual(
    breakerOf({ [later]: "ok" }, later + 1, 300),
  );
  const every300 = before(later, ["ok", "dns", "dns"]);
  expect(breakerOf({ ...every300, [SLOT]: "timeout" }, SLOT + 1, 60)).toEqual({
    failed: 3,
    interval: 2,
    last: "timeout",
  });
});

it("asks once in every interval, targets apart from one another", () => {
  const breaker = breakerOf(down(12), SLOT, 60);
  const ids = Array.from({ length: 16 }, (_, i) => `${i.toString(16).padStart(8, "0")}00000000`);
  for (const id of ids)
    expect([0, 1, 2, 3, 4, 5, 6, 7].filter((i) => isAsked(id, SLOT + i, 60, breaker))).toHaveLength(
      1,
    );
  expect(ids.filter((id) => isAsked(id, SLOT, 60, breaker))).toHaveLength(2);
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
