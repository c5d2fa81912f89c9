import fc from "fast-check";
import type { Observation } from "../../schema/wire/observation.ts";
import type { RawObject, WindowLine } from "../../schema/wire/raw.ts";
import { address, MINUTE_MS, pseudonym, T0, target } from "../schema/sla/publish/scene.ts";
import { type Actor, GATEWAY, objectsOf, windowsOf } from "./stage.ts";
import { type Stream, stream } from "./stream.ts";

const MODELS = ["sdxl", "odd", "c", "d/e", "f"];

const byte = (n: number): string => (n + 16).toString(16).padStart(2, "0");
/** The nth orchestrator, and its node: every two neighbours share one. */
export const orchestratorAt = (n: number) => address(byte(n));
export const nodeAt = (n: number) => address(byte(128 + (n >> 1)));

/** Anywhere, and where a target is passed. */
const latency = fc.oneof(
  fc.integer({ min: 20, max: 9000 }),
  fc.constantFrom(2480, 2500, 2520, 2980, 3000, 3030, 3980, 4000, 4030),
);

/** One request: where it goes, how it fares there, and where to if it is moved. */
const request = fc.record({
  first: fc.nat(49),
  next: fc.nat(49),
  model: fc.constantFrom(...MODELS),
  at: fc.integer({ min: 0, max: 3_500_000 }),
  lengthMs: fc.integer({ min: 500, max: 200_000 }),
  firstMs: fc.option(latency),
  e2eMs: fc.option(latency),
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

/** Up to 50 orchestrators and five workflows over two hours, with swaps, skew, gaps, restarts and lies. */
export const network = fc.record({
  orchestrators: fc.integer({ min: 1, max: 50 }),
  requests: fc.array(request, { minLength: 1, maxLength: 40, size: "max" }),
  skewMs: fc.array(fc.integer({ min: -5000, max: 5000 }), { minLength: 50, maxLength: 50 }),
  off: fc.uniqueArray(fc.nat(59), { maxLength: 10 }),
  restartsAt: fc.integer({ min: 1, max: 90 }),
});
export type Network = typeof network extends fc.Arbitrary<infer N> ? N : never;

/** The agents of a network, the gateway's first, and what each observed. @param as  how streams are, but for who has them */
export function actorsOf(
  { orchestrators, requests, skewMs, off }: Network,
  as: (of: Partial<Stream>) => Partial<Stream> = (of) => of,
): Actor[] {
  const gateway: Observation[] = [];
  const told = new Map<number, Observation[]>();
  requests.forEach(({ first, next, fps, input, model, seen, told: tells, lies, end, ...of }, i) => {
    const legs = end === "swap" ? [first, next] : [first];
    legs.forEach((leg, ordinal) => {
      const n = leg % orchestrators;
      const how: Partial<Stream> = {
        ...as({ ...of, fps: (report) => fps[report % fps.length]!, inputFps: () => input }),
        n: i,
        orchestrator: orchestratorAt(n),
        node: nodeAt(n),
        skewMs: skewMs[n]!,
        end: ordinal === 1 ? { ending: "completed" } : end,
      };
      const moved = { ...how, at: of.at + ordinal * (how.lengthMs ?? 0) };
      const truth = stream(moved);
      const said = lies
        ? stream({ ...moved, firstMs: 20, fps: () => 60, end: { ending: "completed" } })
        : truth;
      const named = (all: readonly Observation[]) =>
        all.map((o) => ({ ...o, model, at: Math.max(o.at, T0) }));
      if (seen)
        gateway.push(
          ...named(truth.gateway.filter((o) => ordinal === 0 || o.kind !== "request_received")),
        );
      // A runner's stream has an id of its own, at the same orchestrator too.
      const own = (o: Observation) => (ordinal === 0 ? o : { ...o, job: pseudonym(9000 + i) });
      if (tells) told.set(n, [...(told.get(n) ?? []), ...named(said.orchestrator).map(own)]);
    });
  });
  const agents = Array.from({ length: orchestrators }, (_, n) => {
    const own = n % 3 === 0 ? off : [];
    // What came while it was off nobody observed: it cannot be left out.
    const isObserved = ({ at }: Observation) => !own.includes(Math.floor((at - T0) / MINUTE_MS));
    return {
      of: target(10 + n, { orchestrator: orchestratorAt(n), node: nodeAt(n), registered_at: T0 }),
      facts: (told.get(n) ?? []).filter(isObserved),
      off: own,
    };
  });
  return [
    { of: GATEWAY, facts: gateway },
    ...agents.filter(({ facts }, n) => facts.length > 0 || n < 3),
  ];
}

/** Windows of two hours; every fifth agent loses its store on the way and begins a new epoch. */
export const linesOf = (actors: readonly Actor[], { restartsAt }: Network): WindowLine[] =>
  actors.flatMap((actor, i) => {
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
  });

/** What the scraper stores of a network. */
export const objectsIn = (of: Network, actors: readonly Actor[] = actorsOf(of)): RawObject[] =>
  objectsOf(
    actors.map((actor) => actor.of),
    linesOf(actors, of),
  );
