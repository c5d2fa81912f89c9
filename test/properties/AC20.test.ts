import fc from "fast-check";
import { expect, it } from "vitest";
import { AGENT_A, complianceIn, GATEWAY, hourFrom } from "./stage.ts";
import { stream } from "./stream.ts";

/** METRICS.md §6, AC20. */
it("AC20: an agent's gaps, and one switched off, lower completeness by their minutes, and no score", async () => {
  const gaps = fc.uniqueArray(fc.nat(59), { maxLength: 59 });
  await fc.assert(
    fc.asyncProperty(gaps, async (off) => {
      const { gateway, orchestrator } = stream();
      const hour = await hourFrom([
        { of: GATEWAY, facts: gateway },
        { of: AGENT_A, facts: orchestrator, off },
      ]);
      const { completeness, views } = await complianceIn(hour);
      const came = 60 - off.length;
      expect(completeness).toEqual({ good: came, valid: 60, ppm: Math.floor((came * 1e6) / 60) });
      expect([views.any.score, views.corroborated.score]).toEqual([100, 100]);
      expect(views.corroborated.score_low).toBe(26.98);
      expect(views.any.score_low).toBe(Math.floor((269_865 * completeness.ppm!) / 1e8) / 100);
    }),
    { numRuns: 15 },
  );
});
