import fc from "fast-check";
import { expect, it } from "vitest";
import { membersOf } from "../../../../schema/sla/cohort/members.ts";
import { cellsOf, explorerDocument } from "../../../../schema/sla/explorer/explorer-document.ts";
import { seenNode } from "../../../../schema/sla/gateway/network-node.ts";
import { joinNodeSums, nodeSums } from "../../../../schema/sla/gateway/node-sums.ts";
import { HOUR_MS, hourOf, hourStart } from "../../../../schema/sla/hour.ts";
import { Address } from "../../../../schema/wire/identifier.ts";
import { Hour } from "../../../../schema/wire/quantity.ts";
import { rollup } from "../../../support/rollup.ts";

const TO = Hour.parse("2026-01-09T14:00:00Z");
const A = Address.parse(`0x${"ab".repeat(20)}`);
const ago = (hours: number) => hourOf(hourStart(TO) - hours * HOUR_MS);
const small = fc.integer({ min: 0, max: 40 });

const anyRow = fc
  .record({
    hoursAgo: fc.constantFrom(1, 2, 23, 24, 25, 47, 48, 49, 100, 167, 168, 169, 191, 192, 193),
    witness: fc.constantFrom("any" as const, "corroborated" as const),
    model: fc.constantFrom("a", "b", null),
    gpu: fc.constantFrom("NVIDIA H100", null),
    region: fc.constantFrom("fra", "lax", null),
    counts: fc.record({ success: small, failed: small, windows: small, busy_slot_ms: small }),
    bucket: fc.integer({ min: 0, max: 30 }),
  })
  .map(({ hoursAgo, counts, bucket, model, ...key }) =>
    rollup({
      ...key,
      orchestrator: A,
      hour: ago(hoursAgo),
      model,
      ...(model === null && { pipeline: null }),
      sums: {
        counts: { ...counts, minutes: 60, credit_ppm: counts.success * 900_000 },
        amounts: {},
        histograms: { first_frame_ms: { [String(bucket)]: 1 + counts.success } },
      },
    }),
  );
const rows = fc.array(anyRow, { maxLength: 25 });

it("AC02: says of parts of the rows, joined in any order, what it says of all of them", () => {
  fc.assert(
    fc.property(rows, rows, (some, others) => {
      const of = (sums: ReturnType<typeof nodeSums>) => [
        seenNode(A, sums, 30),
        membersOf(A, sums.week, 30).toSorted((a, b) =>
          JSON.stringify(a) < JSON.stringify(b) ? -1 : 1,
        ),
        cellsOf(sums.day),
      ];
      const whole = of(nodeSums([...some, ...others], TO));
      expect(of(joinNodeSums(nodeSums(some, TO), nodeSums(others, TO)))).toEqual(whole);
      expect(of(joinNodeSums(nodeSums(others, TO), nodeSums(some, TO)))).toEqual(whole);
    }),
    { numRuns: 60 },
  );
});

it("keeps what cohorts and Explorer say of the rows themselves", () => {
  fc.assert(
    fc.property(rows, (all) => {
      const sums = nodeSums(all, TO);
      const within = (hours: number) => all.filter(({ hour }) => hour >= ago(hours) && hour < TO);
      const sorted = (members: ReturnType<typeof membersOf>) =>
        members.map((member) => JSON.stringify(member)).toSorted();
      expect(sorted(membersOf(A, sums.week, 30))).toEqual(sorted(membersOf(A, within(168), 30)));
      const shown = (of: typeof all) => explorerDocument(cellsOf(of), { from: ago(24), to: TO });
      expect(shown([...sums.day])).toEqual(shown(within(24)));
    }),
    { numRuns: 60 },
  );
});
