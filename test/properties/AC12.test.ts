import fc from "fast-check";
import { expect, it } from "vitest";
import { count } from "../schema/sla/publish/scene.ts";
import { AGENT_A, hourFrom, scoreIn } from "./stage.ts";
import { stream } from "./stream.ts";

/** METRICS.md §6, AC12. Reports 10 s apart, the first output 20 ms after the start. */
it("AC12: fps = 0 never enters the mean, and is stall time after the first output", async () => {
  const reports = fc.array(fc.constantFrom(0, 0, 5, 10, 20), { minLength: 6, maxLength: 11 });
  await fc.assert(
    fc.asyncProperty(reports, async (fps) => {
      const lengthMs = fps.length * 10_000 + 1000;
      const { orchestrator } = stream({ lengthMs, firstMs: 20, fps: (i) => fps[i]! });
      const actors = [{ of: AGENT_A, facts: orchestrator }];
      const hour = await hourFrom(actors);
      // The first report covers what began before the first output: warm-up.
      const stalls = fps.slice(1).filter((each) => each === 0).length;
      expect(count(hour, "stall_ms")).toBe(stalls * 10_000);
      // The first covers 10 ms less than the others: the job began so much after the request.
      const shown = fps
        .map((each, i) => [each, i === 0 ? 9990 : 10_000] as const)
        .filter(([each]) => each > 0);
      const ms = shown.reduce((sum, [, each]) => sum + each, 0);
      const frames = shown.reduce((sum, [each, covered]) => sum + each * covered, 0);
      expect(count(hour, "active_ms")).toBe(ms);
      const expected = ms === 0 ? null : Math.floor((frames * 1000) / ms) / 1000;
      expect((await scoreIn(actors)).mean_fps).toBe(expected);
    }),
    { numRuns: 25 },
  );
});
