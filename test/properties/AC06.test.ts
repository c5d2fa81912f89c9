import fc from "fast-check";
import { expect, it } from "vitest";
import { AGENT_A, GATEWAY, scoreIn } from "./stage.ts";
import { stream } from "./stream.ts";

/** METRICS.md §6, AC06: saying nothing of a job that was accepted is no way to do it well. */
it("AC06: a job without a single sample lowers the score, whoever tells of it and however it ends", async () => {
  const ends = fc.constantFrom(
    { ending: "completed" as const },
    { ending: "client_left" as const },
    { ending: "error" as const },
    null,
  );
  await fc.assert(
    fc.asyncProperty(ends, fc.boolean(), fc.integer({ min: 1, max: 5 }), async (end, seen, n) => {
      const good = Array.from({ length: n }, (_, i) => stream({ n: i + 1, at: 60_000 * (i + 1) }));
      const bare = stream({ n: 50, at: 400_000, firstMs: null, end });
      const actors = (streams: readonly ReturnType<typeof stream>[]) => [
        ...(seen ? [{ of: GATEWAY, facts: streams.flatMap(({ gateway }) => gateway) }] : []),
        { of: AGENT_A, facts: streams.flatMap(({ orchestrator }) => orchestrator) },
      ];
      const before = await scoreIn(actors(good));
      const after = await scoreIn(actors([...good, bare]));
      // A gateway that saw no sample at all, and no end, excuses: it cannot have seen enough.
      if (seen && end === null) expect(after.score).toBe(before.score);
      else expect(after.score).toBeLessThan(before.score!);
    }),
    { numRuns: 12 },
  );
});
