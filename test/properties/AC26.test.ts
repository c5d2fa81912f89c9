import fc from "fast-check";
import { expect, it } from "vitest";
import { AGENT_A, GATEWAY, hourFrom, scoreIn, complianceIn } from "./stage.ts";
import { type Stream, stream } from "./stream.ts";

const fate: fc.Arbitrary<Partial<Stream>> = fc.record({
  firstMs: fc.option(fc.integer({ min: 20, max: 9000 }), { nil: null }),
  lengthMs: fc.integer({ min: 12_000, max: 150_000 }),
  fps: fc.constantFrom(
    () => 20,
    () => 3,
    () => 0,
  ),
  skewMs: fc.constantFrom(0, -300, 59_000),
  end: fc.constantFrom(
    { ending: "completed" as const },
    { ending: "error" as const, cause: "gpu" as const },
    null,
  ),
});

/** METRICS.md §6, AC26: whatever the agent says, of the same jobs or of others, honest or not. */
it("AC26: installing an agent never lowers the corroborated score or its score_low", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fate, fate), { minLength: 1, maxLength: 3 }),
      async (all) => {
        const at = (n: number) => ({ n, at: 60_000 + n * 200_000 });
        const gateway = {
          of: GATEWAY,
          facts: all.flatMap(([truth], n) => stream({ ...truth, ...at(n) }).gateway),
        };
        const said = all.flatMap(([, lie], n) => stream({ ...lie, ...at(n) }).orchestrator);
        const alone = await scoreIn([gateway], "corroborated");
        const { views } = await complianceIn(
          await hourFrom([gateway, { of: AGENT_A, facts: said }]),
        );
        expect([views.corroborated.score, views.corroborated.score_low]).toEqual([
          alone.score,
          alone.score_low,
        ]);
      },
    ),
    { numRuns: 20 },
  );
});
