import fc from "fast-check";
import { expect, it } from "vitest";
import { hourOf } from "../../../../schema/sla/hour.ts";
import type { RawObject } from "../../../../schema/wire/raw.ts";
import { linesAt, network, PROBES, TARGETS } from "./any-network.ts";
import { HOUR, object, publish, T0 } from "./scene.ts";

const digests = async (objects: readonly RawObject[], hour: typeof HOUR) => {
  const { jobs_digest, rollups_digest, windows, equivocated } = (await publish(objects, { hour }))
    .hour;
  return { jobs_digest, rollups_digest, windows, equivocated };
};

it("AC02: of any network, any split into objects in any order gives the digests of one object", async () => {
  const order = fc.shuffledSubarray([...Array(9).keys()], { minLength: 9 });
  await fc.assert(
    fc.asyncProperty(network, order, async (all, shuffled) => {
      const split = [PROBES, ...linesAt(all)];
      for (const hour of [HOUR, hourOf(T0 - 3_600_000)])
        expect(
          await digests(
            shuffled.map((i) => split[i] as RawObject),
            hour,
          ),
        ).toEqual(
          await digests(
            [
              PROBES,
              object(
                90,
                TARGETS,
                all.map(({ line: each }) => each),
              ),
            ],
            hour,
          ),
        );
    }),
    { numRuns: 100 },
  );
});

it("of any network, credit and points lost, and linked and unlinked payments, add up exactly", async () => {
  await fc.assert(
    fc.asyncProperty(network, async (all) => {
      const { rollups } = await publish([PROBES, ...linesAt(all)]);
      for (const { sums } of rollups) {
        const { counts, amounts } = sums;
        const lost = Object.entries(counts).filter(([name]) => name.startsWith("lost."));
        const points = lost.reduce((sum, [, ppm]) => sum + ppm, counts.credit_ppm ?? 0);
        expect(points).toBe(1_000_000 * ((counts.success ?? 0) + (counts.failed ?? 0)));
        for (const kind of ["face_value_wei", "expected_value_attowei"] as const)
          expect(BigInt(amounts[kind] ?? 0)).toBe(
            BigInt(amounts[`linked_${kind}`] ?? 0) + BigInt(amounts[`unlinked_${kind}`] ?? 0),
          );
        expect(counts.tickets ?? 0).toBe(
          (counts.linked_tickets ?? 0) + (counts.unlinked_tickets ?? 0),
        );
      }
    }),
    { numRuns: 100 },
  );
});
