import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DEFAULT_POLICY } from "../../schema/sla/policy.ts";
import type { Publication } from "../../schema/sla/publish/publish-hour.ts";
import type { Address } from "../../schema/wire/identifier.ts";
import { QUALITIES, type Quality } from "../../schema/wire/policy.ts";
import { actorsOf, network, type Network, objectsIn } from "./networks.ts";
import { networkRuns } from "./runs.ts";
import type { Stream } from "./stream.ts";
import { complianceOver, hoursOf, orchestratorsIn } from "./two-hours.ts";

const { weights } = DEFAULT_POLICY;
/** A score is rounded down to hundredths, twice in a difference; times of whole milliseconds are a part of the rest. */
const ROUNDING = 0.03;

/** Points of 100 that a quality has in a job: its weight among those that apply. The most of an orchestrator's jobs. */
function mostPoints(hours: readonly Publication[], owner: Address, quality: Quality): number {
  const points = hours
    .flatMap(({ jobs }) => jobs)
    .filter((job) => job.orchestrator === owner && job.evidence.qualities[quality] !== null)
    .map(({ evidence }) => {
      const apply = QUALITIES.filter((each) => evidence.qualities[each] !== null);
      return (100 * weights[quality]) / apply.reduce((sum, each) => sum + weights[each], 0);
    });
  return Math.max(0, ...points);
}

/** Where no minute is lost: a first output that moves in or out of one is not by 1 % later, but seen or not. */
const gapless = network.map((of): Network => ({ ...of, off: [], restartsAt: 120 }));

/** How each stream of a network is when every value of one quality is by a factor more. */
const MORE: readonly [
  Quality,
  fc.Arbitrary<Network>,
  (of: Partial<Stream>, by: number) => Partial<Stream>,
][] = [
  ["delivered_frames", network, (of, by) => ({ ...of, fps: (report) => of.fps!(report) * by })],
  [
    "e2e",
    network,
    (of, by) => ({ ...of, e2eMs: of.e2eMs == null ? null : Math.round(of.e2eMs * by) }),
  ],
  [
    "first_frame",
    gapless,
    // The first output is also where M begins, 10 s later: frames are at the full, none comes before it, and streams are so
    // long that M is not empty either way. Where a first output 1 % later leaves none, delivered frames no longer apply.
    ({ firstMs, ...of }, by) => ({
      ...of,
      lengthMs: 30_000 + of.lengthMs!,
      everyMs: 10_000,
      fps: () => 60,
      firstMs: firstMs == null ? null : Math.round(firstMs * by),
    }),
  ],
];

describe("AC09: of any network, a change of 1 % in every value", () => {
  it.each(MORE)(
    "AC09: of %s moves no score by more than 1 % of its weight",
    async (quality, networks, as) => {
      const share = fc.constantFrom(0.99, 1.01);
      const published = async (of: Network, by: number) =>
        hoursOf(
          objectsIn(
            of,
            actorsOf(of, (stream) => as(stream, by)),
          ),
        );
      await fc.assert(
        fc.asyncProperty(networks, share, async (of, by) => {
          const [before, after] = [await published(of, 1), await published(of, by)];
          for (const owner of orchestratorsIn(before)) {
            const [was, is] = [
              await complianceOver(before, owner),
              await complianceOver(after, owner),
            ];
            const most = mostPoints(before, owner, quality) / 100;
            for (const witness of ["any", "corroborated"] as const) {
              expect(is.views[witness].decided).toBe(was.views[witness].decided);
              const moved = Math.abs(
                (is.views[witness].score ?? 0) - (was.views[witness].score ?? 0),
              );
              expect(moved).toBeLessThanOrEqual(most + ROUNDING);
            }
          }
        }),
        networkRuns(6),
      );
    },
  );
});
