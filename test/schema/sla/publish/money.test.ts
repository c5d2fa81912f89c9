import fc from "fast-check";
import { expect, it } from "vitest";
import { addSums, EMPTY_SUMS } from "../../../../schema/sla/sums.ts";
import {
  address,
  AGENT,
  count,
  GATEWAY,
  jobEntry,
  line,
  pseudonym,
  publishLines,
} from "./scene.ts";

const wei = fc.bigInt({ min: 0n, max: 10n ** 40n }).map(String);
const payment = fc.record({
  job: fc.constantFrom(null, pseudonym(1), pseudonym(2), pseudonym(404)),
  orchestrator: fc.constantFrom(null, address("aa"), address("bb")),
  gateway: fc.constant(null),
  fees: fc.record({ tickets: fc.nat(1000), face_value_wei: wei, expected_value_attowei: wei }),
});

it("AC15: counts every payment as linked or unlinked; the three sums agree to the wei", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(payment, { maxLength: 30 }), async (payments) => {
      const jobs = [
        jobEntry(),
        jobEntry({ job: pseudonym(2), request: pseudonym(2), orchestrator: null }),
      ];
      const { rollups } = await publishLines([GATEWAY], [line(GATEWAY, 10, { jobs, payments })]);
      const any = rollups.filter(({ witness }) => witness === "any");
      const { amounts, counts } = any.reduce((sum, { sums }) => addSums(sum, sums), EMPTY_SUMS);
      for (const name of ["face_value_wei", "expected_value_attowei"] as const) {
        const all = payments.reduce((sum, { fees }) => sum + BigInt(fees[name]), 0n);
        const linked = payments
          .filter(({ job }) => job !== null)
          .reduce((sum, { fees }) => sum + BigInt(fees[name]), 0n);
        expect(BigInt(amounts[name] ?? "0")).toBe(all);
        expect(BigInt(amounts[`linked_${name}`] ?? "0")).toBe(linked);
        expect(BigInt(amounts[`unlinked_${name}`] ?? "0")).toBe(all - linked);
      }
      expect((counts.linked_tickets ?? 0) + (counts.unlinked_tickets ?? 0)).toBe(
        counts.tickets ?? 0,
      );
    }),
    { numRuns: 40 },
  );
});

it("counts the same tickets once where both ends report them", async () => {
  const fees = { tickets: 3, face_value_wei: "30", expected_value_attowei: "3" };
  const paid = { job: pseudonym(1), orchestrator: address("aa"), gateway: null, fees };
  const published = await publishLines(
    [GATEWAY, AGENT],
    [
      line(GATEWAY, 10, { jobs: [jobEntry()], payments: [paid] }),
      line(AGENT, 10, { jobs: [jobEntry()], payments: [paid] }),
    ],
  );
  expect(count(published, "tickets")).toBe(3);
});
