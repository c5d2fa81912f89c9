import fc from "fast-check";
import { expect, it } from "vitest";
import type { Compliance } from "../../schema/wire/compliance.ts";
import { hidden, without } from "./hidden.ts";
import { actorsOf, network, type Network, objectsIn } from "./networks.ts";
import { networkRuns } from "./runs.ts";
import type { Actor } from "./stage.ts";
import { complianceOver, hoursOf } from "./two-hours.ts";

/**
 * Reports at a runner's own pace: of those that come faster see docs/adr/0011. And no agent loses its store: what it had not decided
 * stays open then, docs/loopholes.md.
 */
const paced = network.map((of): Network => ({
  ...of,
  restartsAt: 120,
  requests: of.requests.map((each) => ({ ...each, everyMs: 10_000 + (each.everyMs % 4000) })),
}));

/** What is published of every orchestrator that has anything to say, and what if its agent said less. */
async function standings(of: Network, less: (actor: Actor, n: number) => Actor) {
  const [gateway, ...agents] = actorsOf(of);
  const telling = agents.map((actor, n) => (actor.facts.length > 0 ? less(actor, n) : actor));
  const before = await hoursOf(objectsIn(of, [gateway!, ...agents]));
  const after = await hoursOf(objectsIn(of, [gateway!, ...telling]));
  return Promise.all(
    agents.map(async ({ of: { orchestrator } }): Promise<[Compliance, Compliance]> => [
      await complianceOver(before, orchestrator!),
      await complianceOver(after, orchestrator!),
    ]),
  );
}

it("AC08: of any network, agents that leave out a field, a sample, an output, an error or an end gain nothing", async () => {
  const all = fc.array(hidden, { minLength: 50, maxLength: 50 });
  await fc.assert(
    fc.asyncProperty(paced, all, async (of, what) => {
      const less = (actor: Actor, n: number) => ({
        ...actor,
        facts: without(actor.facts, what[n]!),
      });
      for (const [before, after] of await standings(of, less))
        for (const witness of ["any", "corroborated"] as const) {
          const [had, has] = [before.views[witness], after.views[witness]];
          if (had.score !== null) expect(has.score ?? 0).toBeLessThanOrEqual(had.score);
          if (had.score_low !== null) expect(has.score_low ?? 0).toBeLessThanOrEqual(had.score_low);
        }
    }),
    networkRuns(16),
  );
});

it("AC08: of any network, agents that leave out windows are never more complete", async () => {
  const minutes = fc.uniqueArray(fc.nat(119), { minLength: 1, maxLength: 40 });
  await fc.assert(
    fc.asyncProperty(network, minutes, async (of, off) => {
      const less = (actor: Actor) => ({ ...actor, off: [...(actor.off ?? []), ...off] });
      for (const [{ completeness: had }, { completeness: has }] of await standings(of, less))
        // As products: of the second hour nobody was asked, so that without windows there are no minutes either.
        expect(has.good * had.valid).toBeLessThanOrEqual(had.good * has.valid);
    }),
    networkRuns(6),
  );
});
