import fc from "fast-check";
import { expect, it } from "vitest";
import { publish } from "../schema/sla/publish/scene.ts";
import { network, objectsIn } from "./networks.ts";
import { PARTY, TARGETS } from "./party.ts";
import { networkRuns } from "./runs.ts";
import { objectsOf, windowsOf } from "./stage.ts";
import { bytesOf, hoursOf } from "./two-hours.ts";

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

it("AC01: of any network, what is delivered again changes no byte of its jobs, rollups and scores", async () => {
  const again = fc.array(fc.nat(), { minLength: 1, maxLength: 200 });
  await fc.assert(
    fc.asyncProperty(network, again, fc.nat(58), async (of, repeats, at) => {
      const [...objects] = objectsIn(of);
      const lines = objects.at(-1)!.windows;
      const once = await bytesOf(await hoursOf(objects));
      const repeated = repeats.map((i) => lines[i % lines.length]!);
      objects[at] = { ...objects[at]!, windows: [...repeated, ...repeated] };
      expect(await bytesOf(await hoursOf([...objects, ...objects]))).toEqual(once);
    }),
    networkRuns(8),
  );
});
