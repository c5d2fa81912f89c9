import fc from "fast-check";
import { expect, it } from "vitest";
import { AGENT_A, GATEWAY, hourFrom } from "./stage.ts";
import { stream } from "./stream.ts";

/** METRICS.md §6, AC22: a runner keeps a dead stream for up to 90 s, and goes on reporting it. */
it("AC22: reports, errors and restarts after a stream's end add no failure and no minutes", async () => {
  const late = fc.array(
    fc.record({
      after: fc.integer({ min: 1, max: 90_000 }),
      kind: fc.constantFrom("sample", "error", "restart"),
      fps: fc.constantFrom(0, 20),
    }),
    { minLength: 1, maxLength: 9 },
  );
  await fc.assert(
    fc.asyncProperty(late, fc.boolean(), async (all, gateway) => {
      const of = gateway ? GATEWAY : AGENT_A;
      const own = stream({ lengthMs: 100_000 })[gateway ? "gateway" : "orchestrator"];
      const end = own.at(-1)!;
      const more = all.map(({ after, kind, fps }, i) => {
        const like = own.find((o) => o.kind === (kind === "sample" ? "sample" : "ended"))!;
        const {
          ending: _1,
          cause: _2,
          proven: _3,
          idle_slot: _4,
          ...about
        } = like as never as Record<string, unknown>;
        const fact = { ...about, id: `late-${i}`, at: end.at + after, kind };
        return (
          kind === "sample"
            ? { ...fact, fps, state: "error", input_age_ms: after, output_age_ms: after }
            : kind === "error"
              ? { ...fact, cause: "model", proven: false, relayed: gateway }
              : fact
        ) as never;
      });
      const expected = await hourFrom([{ of, facts: own }]);
      const found = await hourFrom([{ of, facts: [...own, ...more] }]);
      expect(found.rollups).toEqual(expected.rollups);
      expect(found.jobs).toEqual(expected.jobs);
    }),
    { numRuns: 15 },
  );
});
