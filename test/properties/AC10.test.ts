import fc from "fast-check";
import { expect, it } from "vitest";
import { AGENT_A, GATEWAY, scoreIn } from "./stage.ts";
import { stream } from "./stream.ts";

/** METRICS.md §6, AC10. §4 gives 917275 ppm for 30 of 30, and 269865 for 1 of 1. */
it("AC10: a perfect record without peers is 100, and its score_low rises with every job towards it", async () => {
  const perfect = Array.from({ length: 120 }, (_, n) =>
    stream({ n, at: 60_000 + n * 25_000, lengthMs: 61_000 }),
  );
  const low = async (jobs: number, gateway: boolean) => {
    const facts = perfect
      .slice(0, jobs)
      .flatMap((each) => (gateway ? each.gateway : each.orchestrator));
    const { score, score_low } = await scoreIn([{ of: gateway ? GATEWAY : AGENT_A, facts }]);
    expect(score).toBe(100);
    return score_low!;
  };
  expect([await low(1, true), await low(30, true), await low(30, false)]).toEqual([
    26.98, 91.72, 91.72,
  ]);
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 119 }), fc.boolean(), async (jobs, gateway) => {
      expect(await low(jobs + 1, gateway)).toBeGreaterThan(await low(jobs, gateway));
    }),
    { numRuns: 5 },
  );
  expect(await low(120, true)).toBeGreaterThan(97.7);
});
