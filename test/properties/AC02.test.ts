import fc from "fast-check";
import { expect, it } from "vitest";
import { hourOf } from "../../schema/sla/hour.ts";
import type { WindowLine } from "../../schema/wire/raw.ts";
import { publish, T0 } from "../schema/sla/publish/scene.ts";
import { network, objectsIn } from "./networks.ts";
import { PARTY, TARGETS } from "./party.ts";
import { networkRuns } from "./runs.ts";
import { objectsOf, windowsOf } from "./stage.ts";
import { bytesOf, hoursOf } from "./two-hours.ts";

/** METRICS.md §6, AC02: shards, batches and late hours come as they come. */
it("AC02: in any order and any split into objects, windows give the same bytes, in this hour and the next", async () => {
  const honest = PARTY.flatMap((actor) => windowsOf(actor));
  const lines = [
    ...honest,
    ...honest.slice(0, 30).map(retold),
    ...honest.slice(60, 70).map(contradicted),
  ];
  const hours = [hourOf(T0), hourOf(T0 + 3_600_000)];
  const digests = async (objects: ReturnType<typeof objectsOf>) => {
    const published = await Promise.all(hours.map((hour) => publish(objects, { hour })));
    return published.map(({ hour }) => [hour.jobs_digest, hour.rollups_digest, hour.windows]);
  };
  const expected = await digests(objectsOf(TARGETS, lines));
  const places = fc.array(fc.nat(59), { minLength: lines.length, maxLength: lines.length });
  const keys = fc.array(fc.nat(), { minLength: 60, maxLength: 60 });
  await fc.assert(
    fc.asyncProperty(places, keys, async (place, key) => {
      const split = objectsOf(TARGETS, []).map((object, i) => ({
        ...object,
        windows: lines.filter((_, n) => place[n] === i).toReversed(),
      }));
      const shuffled = split
        .map((object, i) => ({ object, key: key[i]! }))
        .toSorted((a, b) => a.key - b.key)
        .map(({ object }) => object);
      expect(await digests(shuffled)).toEqual(expected);
    }),
    { numRuns: 10 },
  );
});

it("AC02: of any network, any order and any split gives the same bytes of its jobs, rollups and scores", async () => {
  const places = fc.array(fc.nat(59), { minLength: 1, maxLength: 97 });
  const order = fc.shuffledSubarray([...Array(60).keys()], { minLength: 60 });
  await fc.assert(
    fc.asyncProperty(network, places, order, async (of, place, shuffled) => {
      const objects = objectsIn(of);
      const honest = objects.at(-1)!.windows;
      const lines = [
        ...honest,
        ...honest.slice(0, 30).map(retold),
        ...honest.slice(60, 70).map(contradicted),
      ];
      const empty = objects.map((object) => ({ ...object, windows: [] as WindowLine[] }));
      const whole = empty.with(59, { ...empty[59]!, windows: lines });
      for (const [n, line] of lines.toReversed().entries())
        empty[place[n % place.length]!]!.windows.push(line);
      const split = shuffled.map((i) => empty[i]!);
      expect(await bytesOf(await hoursOf(split))).toEqual(await bytesOf(await hoursOf(whole)));
    }),
    networkRuns(8),
  );
});

/** The same minute as a new store tells it, with less in it. */
const retold = ({ target, signed }: WindowLine): WindowLine => ({
  target,
  signed: {
    ...signed,
    window: {
      ...signed.window,
      epoch: "e1111111",
      jobs: signed.window.jobs.map((job) => ({ ...job, delta: { ...job.delta, active_ms: 1 } })),
    },
  },
});

/** Another window under the same key. */
const contradicted = ({ target, signed }: WindowLine): WindowLine => ({
  target,
  signed: { ...signed, window: { ...signed.window, jobs: [], late: 1 } },
});
