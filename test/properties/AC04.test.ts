import fc from "fast-check";
import { expect, it } from "vitest";
import { hourOf } from "../../schema/sla/hour.ts";
import { count, publish, T0 } from "../schema/sla/publish/scene.ts";
import { AGENT_A, GATEWAY, objectsOf, windowsOf } from "./stage.ts";
import { stream } from "./stream.ts";

const DECIDED = ["success", "failed", "excused"] as const;

/** METRICS.md §6, AC04: until its evidence has been silent for 10 min, a job without an end is in no ratio. */
it("AC04: without an end a job is pending and in no ratio, and then decided exactly once", async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 58 }), fc.boolean(), async (minute, alone) => {
      const { gateway, orchestrator } = stream({ at: minute * 60_000, end: null });
      const actors = alone
        ? [{ of: AGENT_A, facts: orchestrator }]
        : [{ of: GATEWAY, facts: gateway }];
      const lines = actors.flatMap((actor) => windowsOf(actor, 120));
      const until = (last: number) =>
        lines.filter(({ signed }) => signed.window.start < T0 + last * 60_000);
      const decidedBy = async (last: number) => {
        const objects = objectsOf(
          actors.map(({ of }) => of),
          until(last),
        );
        const hours = await Promise.all(
          [T0, T0 + 3_600_000].map((ms) => publish(objects, { hour: hourOf(ms) })),
        );
        return hours.flatMap((hour) => DECIDED.map((outcome) => count(hour, outcome)));
      };
      // Last report 110 s after its begin; silent for 10 min at 710 s.
      const sum = (counts: readonly number[]) => counts.reduce((a, b) => a + b);
      for (const last of [1, 5, 11]) expect(sum(await decidedBy(minute + last))).toBe(0);
      expect(sum(await decidedBy(minute + 12))).toBe(1);
      expect(sum(await decidedBy(120))).toBe(1);
    }),
    { numRuns: 6 },
  );
});
