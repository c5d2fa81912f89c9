import fc from "fast-check";
import { expect, it } from "vitest";
import { actorsOf, linesOf, type Network, network } from "../properties/networks.ts";
import { type Actor, objectsOf } from "../properties/stage.ts";
import { MINUTE_MS, T0 } from "../schema/sla/publish/scene.ts";
import { both } from "./compare.ts";
import { POLICY } from "./networks.ts";
import { observed, type Told } from "./observed.ts";

const RUNS = Number(process.env.ORACLE_RUNS ?? 8);

/**
 * Attempts are counted on from their request's pseudonym, which for networks is its number: 16 apart no attempt is called as
 * another request's that was forgotten an hour ago. Each fact has a name of its own, also where a stream is moved to where it was.
 */
const apart = (actor: Actor): Actor => ({
  ...actor,
  facts: actor.facts.map((fact, i) => ({
    ...fact,
    id: `${fact.id}-${i}`,
    request: fact.request === null ? null : `${fact.request.slice(1)}0`,
  })),
});

/** Entries of jobs by agent, epoch and minute, from what each agent observed in that epoch. */
function entriesOf(actors: readonly Actor[], { restartsAt }: Network) {
  const all = new Map<string, Told["windows"]>();
  const restart = T0 + restartsAt * MINUTE_MS;
  actors.forEach(({ of, facts, off = [] }, i) => {
    const starts = Array.from({ length: 120 }, (_, minute) => minute)
      .filter((minute) => !off.includes(minute))
      .map((minute) => T0 + minute * MINUTE_MS);
    const epochs =
      i % 5 === 1
        ? [
            { epoch: "e0000000", own: facts.filter(({ at }) => at < restart) },
            { epoch: "e2222222", own: facts.filter(({ at }) => at >= restart) },
          ]
        : [{ epoch: "e0000000", own: facts }];
    for (const { epoch, own } of epochs) {
      const heard = own.map((fact) => ({ arrived: fact.at - (fact.at % MINUTE_MS), fact }));
      const turns = { role: of.role, starts, decideAll: false };
      all.set(`${of.id} ${epoch}`, observed(heard, turns).windows);
    }
  });
  return all;
}

it("of what the agents of networks observe, with swaps, skew, gaps, restarts and lies, both find the same jobs, events, latencies, bytes and scores", async () => {
  let decided = 0;
  await fc.assert(
    fc.asyncProperty(network, async (of) => {
      const actors = actorsOf(of).map(apart);
      const lines = linesOf(actors, of);
      const entries = entriesOf(actors, of);
      const told = lines.map(({ target, signed }) => {
        const { epoch, start } = signed.window;
        const jobs = entries.get(`${target} ${epoch}`)?.get(start) ?? [];
        return { target, signed: { ...signed, window: { ...signed.window, jobs } } };
      });
      const targets = actors.map((actor) => actor.of);
      for (const startMs of [T0, T0 + 3_600_000]) {
        const { implementation, oracle } = await both(
          objectsOf(targets, lines),
          startMs,
          POLICY,
          objectsOf(targets, told),
        );
        expect(implementation).toEqual(oracle);
        decided += oracle.jobs.length;
      }
    }),
    { numRuns: RUNS, endOnFailure: true },
  );
  expect(decided).toBeGreaterThan(RUNS);
}, 600_000);
