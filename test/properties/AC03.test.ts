import fc from "fast-check";
import { expect, it } from "vitest";
import { hourOf } from "../../schema/sla/hour.ts";
import { count, publish, T0 } from "../schema/sla/publish/scene.ts";
import { AGENT_A, GATEWAY, objectsOf, windowsOf } from "./stage.ts";
import { stream } from "./stream.ts";

const HOUR_MS = 3_600_000;

/** METRICS.md §6, AC03: an hour is a way to file a job, and not a part of it. */
it("AC03: a job over three hours is one job and one latency sample, with its minutes in each hour", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 0, max: 59 }),
      fc.integer({ min: 0, max: 59 }),
      fc.boolean(),
      async (from, to, alone) => {
        const lengthMs = (120 + to - from) * 60_000;
        const { gateway, orchestrator } = stream({ at: from * 60_000, lengthMs });
        const actors = [
          ...(alone ? [] : [{ of: GATEWAY, facts: gateway }]),
          { of: AGENT_A, facts: orchestrator },
        ];
        const lines = actors.flatMap((actor) => windowsOf(actor, 180));
        const objects = objectsOf(
          actors.map(({ of }) => of),
          lines,
        );
        const hours = await Promise.all(
          [0, 1, 2, 3].map((n) => publish(objects, { hour: hourOf(T0 + n * HOUR_MS) })),
        );
        const latency = alone ? "first_output_ms" : "first_frame_ms";
        const latencies = hours.flatMap(({ rollups }) =>
          rollups
            .filter(({ witness }) => witness === "any")
            .flatMap(({ sums }) => Object.values(sums.histograms[latency] ?? {})),
        );
        expect(latencies).toEqual([1]);
        expect(hours.map((hour) => count(hour, "success"))).toEqual([0, 0, 1, 0]);
        const active = hours.map((hour) => count(hour, "active_ms"));
        for (const ms of active) expect(ms).toBeLessThanOrEqual(HOUR_MS);
        const reports = Math.floor((lengthMs - 1000) / 10_000);
        expect(active.reduce((a, b) => a + b)).toBe(reports * 10_000 - (alone ? 10 : 0));
      },
    ),
    { numRuns: 4 },
  );
});
