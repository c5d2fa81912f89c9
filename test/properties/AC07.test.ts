import fc from "fast-check";
import { expect, it } from "vitest";
import { AGENT_A, GATEWAY, scoreIn } from "./stage.ts";
import { type Stream, stream } from "./stream.ts";

/** Failures that are not the orchestrator's. */
const EXCUSED: readonly Partial<Stream>[] = [
  { firstMs: null, end: { ending: "error", cause: "user_input" } },
  { firstMs: null, end: { ending: "error", cause: "client_network" } },
  { firstMs: null, end: { ending: "error", cause: "gateway" } },
  { end: { ending: "error", cause: "user_input" } },
  { firstMs: null, end: { ending: "refused", idle_slot: false } },
  { firstMs: null, lengthMs: 1500, end: { ending: "client_left" } },
];

/** METRICS.md §6, AC07. */
it("AC07: excused failures leave every score unchanged; score_low too where a gateway saw the job", async () => {
  const rounds = fc.array(fc.constantFrom(...EXCUSED), { minLength: 1, maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(
      rounds,
      fc.integer({ min: 5, max: 20 }),
      fc.boolean(),
      async (all, fps, seen) => {
        const own = stream({ fps: () => fps });
        const excused = all.map((of, i) => stream({ ...of, n: 10 + i, at: 300_000 + i * 200_000 }));
        const actors = (streams: readonly ReturnType<typeof stream>[]) => [
          ...(seen ? [{ of: GATEWAY, facts: streams.flatMap(({ gateway }) => gateway) }] : []),
          { of: AGENT_A, facts: streams.flatMap(({ orchestrator }) => orchestrator) },
        ];
        for (const witness of seen ? (["any", "corroborated"] as const) : (["any"] as const)) {
          const before = await scoreIn(actors([own]), witness);
          const after = await scoreIn(actors([own, ...excused]), witness);
          expect(after.excused).toBe(all.length);
          expect(after.score).toBe(before.score);
          if (seen) expect(after.score_low).toBe(before.score_low);
          else expect(after.score_low).toBeLessThan(before.score_low!);
        }
      },
    ),
    { numRuns: 12 },
  );
});
