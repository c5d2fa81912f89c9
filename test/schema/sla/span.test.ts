import * as fc from "fast-check";
import { expect, it } from "vitest";
import { complianceOf } from "../../../schema/sla/compliance.ts";
import { coverOf, hoursIn } from "../../../schema/sla/cover.ts";
import { dayOf, dayRows, daysIn, nextDay } from "../../../schema/sla/day.ts";
import { hourOf, HOUR_MS } from "../../../schema/sla/hour.ts";
import { DEFAULT_POLICY } from "../../../schema/sla/policy.ts";
import { packRanges } from "../../../schema/sla/pack-ranges.ts";
import { badOf, spanOf } from "../../../schema/sla/span.ts";
import { Address, Sha256 } from "../../../schema/wire/identifier.ts";
import type { Rollup } from "../../../schema/wire/rollup.ts";
import { rollup } from "../../support/rollup.ts";

const START = Date.UTC(2026, 0, 1, 7);
const HOURS = 100;
const at = (n: number) => hourOf(START + n * HOUR_MS);
const count = fc.nat({ max: 5 });
const row: fc.Arbitrary<Rollup> = fc
  .record({
    n: fc.nat({ max: HOURS - 1 }),
    model: fc.constantFrom("a", "b", null),
    gpu: fc.constantFrom("RTX 4090", null),
    witness: fc.constantFrom("any" as const, "corroborated" as const),
    good: count,
    bad: count,
    up: count,
    down: count,
    bucket: fc.nat({ max: 9 }),
  })
  .map(({ n, model, gpu, witness, good, bad, up, down, bucket }) =>
    rollup({
      hour: at(n),
      pipeline: model === null ? null : "live",
      model,
      gpu,
      witness,
      sums: {
        counts: {
          success: good,
          failed: bad,
          credit_ppm: good * 900_000,
          "sli.success.good": good,
          "sli.success.valid": good + bad,
          slots_up: up,
          slots_down: down,
          windows: up,
          minutes: up + down,
        },
        amounts: {},
        histograms: { first_frame_ms: { [bucket]: good } },
      },
    }),
  );
const rows = fc.array(row, { maxLength: 60 });
const compliance = (given: Pick<Parameters<typeof complianceOf>[0], "rollups" | "spans">) =>
  ["live/a", null].map((workflow) =>
    complianceOf({
      orchestrator: rollup().orchestrator as Address,
      workflow,
      period: "7d",
      from: at(0),
      to: at(HOURS),
      hours: [],
      policy: DEFAULT_POLICY,
      policyDigest: Sha256.parse("0".repeat(64)),
      trust: null,
      ...given,
    }),
  );
const between = (all: readonly Rollup[], from: number, to: number) =>
  all.filter(({ hour }) => hour >= at(from) && hour < at(to));

it("AC02: scores any split of the hours into spans as it scores the hours", () => {
  const cuts = fc.uniqueArray(fc.integer({ min: 1, max: HOURS - 24 }), { maxLength: 4 });
  fc.assert(
    fc.property(rows, cuts, (all, some) => {
      const ends = [0, ...some.toSorted((a, b) => a - b), HOURS - 24];
      const spans = ends.slice(1).map((end, i) => {
        const range = { from: at(ends[i] ?? 0), to: at(end) };
        return spanOf(range, [], between(all, ends[i] ?? 0, end));
      });
      const lately = between(all, HOURS - 24, HOURS);
      const hourly = compliance({ rollups: all });
      expect(compliance({ rollups: lately, spans })).toEqual(hourly);
      // Spans of spans are spans.
      const whole = spanOf({ from: at(0), to: at(HOURS - 24) }, spans, []);
      expect(compliance({ rollups: lately, spans: [whole] })).toEqual(hourly);
    }),
    { numRuns: 60 },
  );
});

it("comes to the same from whole days and the hours at both ends as from the hours", () => {
  fc.assert(
    fc.property(rows, fc.func(fc.boolean()), (all, isBuilt) => {
      const range = { from: at(0), to: at(HOURS - 24) };
      const { days, hours } = coverOf(range, isBuilt);
      const ofDays = days.map((day) => {
        const own = all.filter(({ hour }) => dayOf(hour) === day);
        return { rows: dayRows(day, own), bad: badOf(own) };
      });
      const rest = all.filter(({ hour }) => hours.includes(hour));
      const span = spanOf(range, ofDays, rest);
      const lately = between(all, HOURS - 24, HOURS);
      expect(compliance({ rollups: lately, spans: [span] })).toEqual(compliance({ rollups: all }));
    }),
    { numRuns: 60 },
  );
});

it("covers each hour of a range once, at most 23 hours at each end apart from days", () => {
  fc.assert(
    fc.property(fc.nat({ max: 60 }), fc.nat({ max: 90 }), (first, length) => {
      const range = { from: at(first), to: at(first + length) };
      const { days, hours } = coverOf(range, () => true);
      const all = [...days.flatMap((day) => hoursIn({ from: day, to: nextDay(day) })), ...hours];
      expect(all.toSorted()).toEqual(hoursIn(range));
      expect(hours.length).toBeLessThanOrEqual(46);
      expect(days).toEqual(daysIn(range));
    }),
  );
});

it("splits addresses into ranges without gaps, and moves no other range when one more comes", () => {
  const address = fc
    .bigInt({ min: 0n, max: (1n << 160n) - 1n })
    .map((n) => Address.parse(`0x${n.toString(16).padStart(40, "0")}`));
  const some = fc.uniqueArray(address, { minLength: 1, maxLength: 60 });
  fc.assert(
    fc.property(some, address, (known, more) => {
      const ranges = packRanges(known, 8);
      const value = (of: string) => BigInt(of);
      expect(value(ranges[0]?.first ?? "")).toBe(0n);
      expect(value(ranges.at(-1)?.last ?? "")).toBe((1n << 160n) - 1n);
      ranges
        .slice(1)
        .forEach(({ first }, i) => expect(value(first)).toBe(value(ranges[i]?.last ?? "") + 1n));
      for (const { first, last } of ranges)
        expect(known.filter((each) => each >= first && each <= last).length).toBeLessThanOrEqual(8);
      const after = packRanges([...known, more], 8);
      const kept = ranges.filter(({ first, last }) => !(more >= first && more <= last));
      expect(after).toEqual(expect.arrayContaining(kept));
    }),
    { numRuns: 50 },
  );
});
