import fc from "fast-check";
import { expect, it } from "vitest";
import { publish } from "../schema/sla/publish/scene.ts";
import { PARTY, TARGETS } from "./party.ts";
import { objectsOf, windowsOf } from "./stage.ts";

/** METRICS.md §6, AC01: queues deliver at least once, agents answer the same page again, backfills overlap. */
it("AC01: delivered any number of times, in one object or in others, windows give the same bytes", async () => {
  const lines = PARTY.flatMap((actor) => windowsOf(actor));
  const once = await publish(objectsOf(TARGETS, lines));
  const { inputs: _inputs, digest: _digest, ...published } = once.hour;
  const again = fc.array(fc.nat(lines.length - 1), { maxLength: 60 });
  await fc.assert(
    fc.asyncProperty(again, fc.nat(58), async (repeats, at) => {
      const [...objects] = objectsOf(TARGETS, lines);
      const repeated = repeats.map((i) => lines[i]!);
      objects[at] = { ...objects[at]!, windows: [...repeated, ...repeated] };
      const more = await publish([...objects, ...objects]);
      expect(more.jobs).toEqual(once.jobs);
      expect(more.rollups).toEqual(once.rollups);
      expect(more.hour).toMatchObject(published);
    }),
    { numRuns: 15 },
  );
});
