import fc from "fast-check";
import { expect, it } from "vitest";
import { address, count } from "../schema/sla/publish/scene.ts";
import { A, AGENT_A, AGENT_B, B, GATEWAY, hourFrom, scoreIn } from "./stage.ts";
import { stream } from "./stream.ts";

/** METRICS.md §6, AC05: whoever takes a stream over is not charged for what went before. */
it("AC05: whenever a gateway moves from A to B, A owns the swap and its own minutes, and B is at the full", async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 12, max: 300 }), fc.boolean(), async (seconds, agents) => {
      const left = stream({ lengthMs: seconds * 1000, end: "swap" });
      const taken = stream({
        at: 60_000 + seconds * 1000,
        orchestrator: B,
        node: address("b1"),
      });
      // One request: the gateway received it once.
      const gateway = [
        ...left.gateway,
        ...taken.gateway.filter(({ kind }) => kind !== "request_received"),
      ];
      const actors = [
        { of: GATEWAY, facts: gateway },
        ...(agents
          ? [
              { of: AGENT_A, facts: left.orchestrator },
              { of: AGENT_B, facts: taken.orchestrator },
            ]
          : []),
      ];
      const hour = await hourFrom(actors);
      expect(count(hour, "swapped", { orchestrator: A })).toBe(1);
      expect(count(hour, "swapped", { orchestrator: B })).toBe(0);
      expect(count(hour, "sli.stability.good", { orchestrator: A })).toBe(0);
      expect(count(hour, "sli.stability.good", { orchestrator: B })).toBe(1);
      const reports = Math.floor((seconds * 1000 - 1000) / 10_000);
      expect(count(hour, "active_ms", { orchestrator: A })).toBe(reports * 10_000);
      expect(count(hour, "active_ms", { orchestrator: B })).toBe(110_000);
      expect((await scoreIn(actors, "any", A)).score).toBeLessThan(100);
      expect((await scoreIn(actors, "any", B)).score).toBe(100);
    }),
    { numRuns: 8 },
  );
});
