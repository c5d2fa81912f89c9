import { expect } from "vitest";
import { Address } from "../../schema/wire/identifier.ts";
import type { Observation } from "../../schema/wire/observation.ts";
import { type Stream, stream } from "../properties/stream.ts";
import { T0 } from "../schema/sla/publish/scene.ts";
import type { Observer } from "./live-agent.ts";

/**
 * An orchestrator's record as it is in one of several cases. The cases run side by side in one network and one hour, each at
 * an orchestrator of its own: a score does not depend on who else is there (METRICS.md §4), so that two of them differ by
 * their cases alone.
 */
export type Variant = Readonly<{
  /** `at` is after the moment in which the agents begin to live. */
  streams: readonly Partial<Stream>[];
  /** Whether a registered gateway sees them. */
  seen: boolean;
  /** What its own agent reports of all that it observes; null: it has no agent. */
  reports: Reporting | null;
  agent?: Pick<Observer, "bornAt" | "isOff" | "withholds">;
}>;

/** What an agent reports of what it observes. */
export type Reporting = (facts: readonly Observation[]) => readonly Observation[];
export const ALL: Reporting = (facts) => facts;
export const NOTHING: Reporting = () => [];

/** The gateway among the agents of all cases. */
export const GATEWAY = "gateway";

const addressOf = (n: number): Address => Address.parse(`0x${n.toString(16).padStart(40, "0")}`);

/**
 * The agents of all cases, each by the name of its case, and the gateway's.
 *
 * @param startMs  when they begin to live
 * @returns `orchestratorOf`: the address of a case
 */
export function observersOf(
  variants: Readonly<Record<string, Variant>>,
  startMs: number,
): { observers: Observer[]; orchestratorOf: (name: string) => Address } {
  const all = Object.entries(variants).map(([name, variant], at) => {
    const [orchestrator, node] = [addressOf(0x100 + at), addressOf(0x10_000 + at)];
    const sides = variant.streams.map((of, i) =>
      stream({ n: 1000 * at + i, orchestrator, node, ...of, at: startMs - T0 + (of.at ?? 60_000) }),
    );
    return { name, variant, orchestrator, node, sides };
  });
  const seen = all.filter(({ variant }) => variant.seen).flatMap(({ sides }) => sides);
  const facts = seen.flatMap(({ gateway }) => gateway);
  const agents = all.flatMap(({ name, variant, orchestrator, node, sides }, at): Observer[] => {
    const { reports, agent } = variant;
    if (reports === null) return [];
    const service_uri = `https://orchestrator-${at}.example:8935`;
    const who = { role: "orchestrator", orchestrator, node, service_uri } as const;
    return [{ name, who, facts: reports(sides.flatMap((side) => side.orchestrator)), ...agent }];
  });
  const addresses = new Map(all.map(({ name, orchestrator }) => [name, orchestrator]));
  return {
    observers: [{ name: GATEWAY, who: { role: "gateway" }, facts }, ...agents],
    orchestratorOf: (name) => addresses.get(name) ?? expect.fail(`no case ${name}`),
  };
}
