import fc from "fast-check";
import { expect, it } from "vitest";
import { count } from "../schema/sla/publish/scene.ts";
import { AGENT_A, GATEWAY, hourFrom } from "./stage.ts";
import { stream } from "./stream.ts";

/** METRICS.md §6, AC19: an output before its input is a clock's fault, and no latency of zero. */
it("AC19: an impossible pair of times is counted, and is in no latency", async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 86_400_000 }), fc.boolean(), async (ms, gateway) => {
      const seen = stream({ e2eMs: -ms });
      const facts = gateway
        ? seen.gateway
        : seen.orchestrator.map((o) => (o.kind === "first_output" ? { ...o, latency_ms: -ms } : o));
      const hour = await hourFrom([{ of: gateway ? GATEWAY : AGENT_A, facts }]);
      expect(count(hour, "impossible")).toBe(1);
      expect(count(hour, "sli.e2e.valid")).toBe(0);
      const latency = gateway ? "e2e_ms" : "first_output_ms";
      expect(
        hour.rollups.flatMap(({ sums }) => Object.keys(sums.histograms[latency] ?? {})),
      ).toEqual([]);
    }),
    { numRuns: 10 },
  );
});
