import fc from "fast-check";
import { expect, it } from "vitest";
import { AGENT_A, GATEWAY, hourFrom } from "./stage.ts";
import { stream } from "./stream.ts";

/** METRICS.md §6, AC21: a load test is beside live traffic, and never in it. */
it("AC21: test load, good or bad, seen by both sides or by one, changes no live row", async () => {
  const loads = fc.array(fc.record({ fps: fc.integer({ min: 0, max: 30 }), fails: fc.boolean() }), {
    minLength: 1,
    maxLength: 4,
  });
  await fc.assert(
    fc.asyncProperty(loads, fc.boolean(), async (all, both) => {
      const live = stream({ fps: () => 11 });
      const tests = all.map(({ fps, fails }, n) =>
        stream({
          n: 10 + n,
          at: 300_000 + n * 200_000,
          fps: () => fps,
          purpose: "test",
          ...(fails && { firstMs: null, end: { ending: "error", cause: "model" } }),
        }),
      );
      const rows = async (loaded: boolean) =>
        (
          await hourFrom([
            { of: GATEWAY, facts: [live, ...(loaded ? tests : [])].flatMap((s) => s.gateway) },
            {
              of: AGENT_A,
              facts: [live, ...(loaded && both ? tests : [])].flatMap((s) => s.orchestrator),
            },
          ])
        ).rollups.filter(({ purpose }) => purpose === "live");
      // Of a test job, too, an agent reports or not: that ratio is of the agent and stands beside its test rows.
      expect(await rows(true)).toEqual(await rows(false));
    }),
    { numRuns: 10 },
  );
});
