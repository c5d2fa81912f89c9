import fc from "fast-check";
import { expect, it } from "vitest";
import type { Observation } from "../../schema/wire/observation.ts";
import type { WindowLine } from "../../schema/wire/raw.ts";
import type { Target } from "../../schema/wire/target.ts";
import { type Actor, GATEWAY, objectsOf, windowsOf } from "../properties/stage.ts";
import { type Stream, stream } from "../properties/stream.ts";
import { MINUTE_MS, T0, target } from "../schema/sla/publish/scene.ts";
import { both } from "./compare.ts";
import { POLICY } from "./networks.ts";
import { nodeAt, orchestratorAt } from "./said.ts";

const RUNS = Number(process.env.ORACLE_RUNS ?? 8);
const MODELS = ["sdxl", "odd", "c", "d/e", "f"];

/** One request: where it goes, how it fares there, and where to if it is moved. */
const request = fc.record({
  first: fc.nat(49),
  next: fc.nat(49),
  model: fc.constantFrom(...MODELS),
  at: fc.integer({ min: 0, max: 3_500_000 }),
  lengthMs: fc.integer({ min: 500, max: 200_000 }),
  firstMs: fc.option(fc.integer({ min: 20, max: 9000 })),
  fps: fc.array(fc.constantFrom(0, 3.3, 7.49, 7.5, 14.999, 15, 24, 31.7), {
    minLength: 1,
    maxLength: 4,
  }),
  input: fc.constantFrom(null, 6.9, 12.2, 30),
  everyMs: fc.integer({ min: 3000, max: 16_000 }),
  end: fc.constantFrom(
    "swap" as const,
    { ending: "client_left" as const },
    { ending: "completed" as const },
    { ending: "error" as const, cause: "model" as const },
    { ending: "error" as const, cause: "client_network" as const, proven: true },
    { ending: "refused" as const, idle_slot: true },
    { ending: "refused" as const, idle_slot: false },
    null,
  ),
  seen: fc.boolean(),
  told: fc.boolean(),
  /** What the orchestrator's agent says instead: nothing failed, and all was at the full. */
  lies: fc.boolean(),
});

const network = fc.record({
  orchestrators: fc.integer({ min: 1, max: 50 }),
  requests: fc.array(request, { minLength: 1, maxLength: 40 }),
  skewMs: fc.array(fc.integer({ min: -5000, max: 5000 }), { minLength: 50, maxLength: 50 }),
  off: fc.uniqueArray(fc.nat(59), { maxLength: 10 }),
  restartsAt: fc.integer({ min: 1, max: 90 }),
});
type Network = typeof network extends fc.Arbitrary<infer N> ? N : never;

/** The agents of a network, and what each observed. */
function actorsOf({ orchestrators, requests, skewMs, off }: Network): Actor[] {
  const gateway: Observation[] = [];
  const told = new Map<number, Observation[]>();
  requests.forEach(({ first, next, fps, input, model, seen, told: tells, lies, end, ...of }, i) => {
    const legs = end === "swap" ? [first, next] : [first];
    legs.forEach((leg, ordinal) => {
      const n = leg % orchestrators;
      const how: Partial<Stream> & { n: number } = {
        ...of,
        n: i,
        at: of.at + ordinal * of.lengthMs,
        fps: (report) => fps[report % fps.length]!,
        inputFps: () => input,
        orchestrator: orchestratorAt(n),
        node: nodeAt(n),
        skewMs: skewMs[n]!,
        end: ordinal === 1 ? { ending: "completed" } : end,
      };
      const truth = stream(how);
      const said = lies
        ? stream({ ...how, firstMs: 20, fps: () => 60, end: { ending: "completed" } })
        : truth;
      const named = (all: readonly Observation[]) =>
        all.map((o) => ({ ...o, model, at: Math.max(o.at, T0) }));
      if (seen)
        gateway.push(
          ...named(truth.gateway.filter((o) => ordinal === 0 || o.kind !== "request_received")),
        );
      if (tells) told.set(n, [...(told.get(n) ?? []), ...named(said.orchestrator)]);
    });
  });
  const agents = Array.from({ length: orchestrators }, (_, n) => ({
    of: target(10 + n, { orchestrator: orchestratorAt(n), node: nodeAt(n), registered_at: T0 }),
    facts: told.get(n) ?? [],
    off: n % 3 === 0 ? off : [],
  }));
  return [
    { of: GATEWAY, facts: gateway },
    ...agents.filter(({ facts }, n) => facts.length > 0 || n < 3),
  ];
}

/** Windows of two hours; every fifth agent loses its store on the way and begins a new epoch. */
function linesOf(actor: Actor, i: number, restartsAt: number): WindowLine[] {
  if (i % 5 !== 1) return windowsOf(actor, 120);
  const at = T0 + restartsAt * MINUTE_MS;
  const before = windowsOf({ ...actor, facts: actor.facts.filter((o) => o.at < at) }, 120);
  const after = windowsOf({ ...actor, facts: actor.facts.filter((o) => o.at >= at) }, 120);
  return [
    ...before.filter(({ signed }) => signed.window.start < at),
    ...after
      .filter(({ signed }) => signed.window.start >= at)
      .map(({ target: of, signed }) => ({
        target: of,
        signed: { ...signed, window: { ...signed.window, epoch: "e2222222" } },
      })),
  ];
}

it("of networks with swaps, skew, gaps, restarts and lies, both find the same jobs, events and scores", async () => {
  let decided = 0;
  await fc.assert(
    fc.asyncProperty(network, async (of) => {
      const actors = actorsOf(of);
      const targets: Target[] = actors.map((actor) => actor.of);
      const objects = objectsOf(
        targets,
        actors.flatMap((actor, i) => linesOf(actor, i, of.restartsAt)),
      );
      for (const startMs of [T0, T0 + 3_600_000]) {
        const { implementation, oracle } = await both(objects, startMs, POLICY);
        expect(implementation).toEqual(oracle);
        decided += oracle.jobs.length;
      }
    }),
    { numRuns: RUNS },
  );
  expect(decided).toBeGreaterThan(RUNS);
}, 600_000);
