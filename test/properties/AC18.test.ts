import fc from "fast-check";
import { expect, it } from "vitest";
import { AGENT_A, AGENT_B, B, GATEWAY, scoreIn } from "./stage.ts";
import { stream } from "./stream.ts";

/** METRICS.md §6, AC18: nodes serve many, and an address is who is paid. */
it("AC18: two orchestrators at one node have the records that each would have alone", async () => {
  const minutes = fc.array(fc.integer({ min: 2, max: 20 }), { minLength: 1, maxLength: 3 });
  await fc.assert(
    fc.asyncProperty(minutes, minutes, fc.boolean(), async (byA, byB, agents) => {
      const node = AGENT_A.node!;
      const ofA = byA.map((fps, n) =>
        stream({ n, at: 60_000 + n * 200_000, fps: () => fps, node }),
      );
      const ofB = byB.map((fps, n) =>
        stream({ n: 20 + n, at: 60_000 + n * 200_000, fps: () => fps, node, orchestrator: B }),
      );
      const actors = (withA: boolean, withB: boolean) => [
        {
          of: GATEWAY,
          facts: [...(withA ? ofA : []), ...(withB ? ofB : [])].flatMap((s) => s.gateway),
        },
        ...(agents && withA ? [{ of: AGENT_A, facts: ofA.flatMap((s) => s.orchestrator) }] : []),
        ...(agents && withB
          ? [{ of: { ...AGENT_B, node }, facts: ofB.flatMap((s) => s.orchestrator) }]
          : []),
      ];
      for (const [owner, alone] of [
        [AGENT_A.orchestrator!, actors(true, false)],
        [B, actors(false, true)],
      ] as const)
        expect(await scoreIn(actors(true, true), "any", owner)).toEqual(
          await scoreIn(alone, "any", owner),
        );
    }),
    { numRuns: 8 },
  );
});
