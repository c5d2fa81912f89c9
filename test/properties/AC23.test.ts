import fc from "fast-check";
import { expect, it } from "vitest";
import { addSums, EMPTY_SUMS } from "../../schema/sla/sums.ts";
import { scoreOf } from "../../schema/sla/score.ts";
import { DEFAULT_POLICY } from "../../schema/sla/policy.ts";
import { GATEWAY, hourFrom } from "./stage.ts";
import { stream } from "./stream.ts";

/** METRICS.md §6, AC23: hours of a week, published apart, and then merged. */
it("AC23: p95 over seven days is the p95 of the pooled latencies, at most 2 % above", async () => {
  const day = fc.array(fc.integer({ min: 1, max: 30_000 }), { minLength: 1, maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(fc.array(day, { minLength: 7, maxLength: 7 }), async (days) => {
      let sums = EMPTY_SUMS;
      for (const latencies of days) {
        const facts = latencies.flatMap(
          (firstMs, n) => stream({ n, at: 60_000 + n * 60_000, firstMs }).gateway,
        );
        const { rollups } = await hourFrom([{ of: GATEWAY, facts }]);
        for (const row of rollups) if (row.witness === "any") sums = addSums(sums, row.sums);
      }
      const pooled = days.flat().toSorted((a, b) => a - b);
      const exact = pooled[Math.ceil(0.95 * pooled.length) - 1]!;
      const { first_frame_ms: found } = scoreOf(sums, "any", DEFAULT_POLICY, null).latencies;
      expect(found?.n).toBe(pooled.length);
      expect(found?.p95).toBeGreaterThanOrEqual(exact);
      expect(found?.p95).toBeLessThanOrEqual(exact * 1.02);
    }),
    { numRuns: 5 },
  );
});
