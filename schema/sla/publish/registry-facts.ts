import type { Address } from "../../wire/identifier.ts";
import type { RawObject } from "../../wire/raw.ts";
import type { Target } from "../../wire/target.ts";
import type { Region } from "../../wire/workflow.ts";
import { messageId } from "../raw-key.ts";
import { trustAt } from "../trust.ts";

/** What the plans of an hour's raw objects say of the targets: all that publication knows of the registry. */
export type RegistryFacts = Readonly<{
  version: number;
  targets: ReadonlyMap<Target["id"], Target>;
  /** The orchestrator that a node serves, where exactly one has it. Two that share a node are never merged. */
  orchestratorOf: (node: Address) => Address | null;
  /** Where an orchestrator's agents stand, by the registry; null where they stand in several regions. */
  regionOf: (orchestrator: Address, node: Address | null) => Region | null;
}>;

/**
 * The facts of the latest slot win; of one slot, those of the larger message id. What level of trust a plan says that a target
 * has is not believed: it is found again from the target's facts, at the start of that slot.
 */
export function registryFacts(objects: readonly RawObject[]): RegistryFacts {
  const inOrder = objects.map(({ plan }) => plan).toSorted((a, b) => order(a.message, b.message));
  const latest = new Map<Target["id"], { target: Target; atMs: number }>();
  for (const { message, targets } of inOrder)
    for (const { cursor: _, ...target } of targets)
      latest.set(target.id, { target, atMs: startOf(message) * 1000 });
  const targets = new Map(
    [...latest].map(([id, { target, atMs }]) => [id, { ...target, trust: trustAt(target, atMs) }]),
  );
  const version = inOrder.reduce((latest, plan) => Math.max(latest, plan.registry_version), 0);
  return factsFrom(version, targets);
}

/** The same, from the targets as the latest slots have them. */
export function factsFrom(
  version: number,
  targets: ReadonlyMap<Target["id"], Target>,
): RegistryFacts {
  const agents = [...targets.values()].filter(({ role }) => role === "orchestrator");
  const atNode = Map.groupBy(agents, ({ node }) => node);
  const ofOrchestrator = Map.groupBy(agents, ({ orchestrator }) => orchestrator);
  return {
    version,
    targets,
    orchestratorOf: (node) =>
      only((atNode.get(node) ?? []).map(({ orchestrator }) => orchestrator)),
    regionOf(orchestrator, node) {
      const own = ofOrchestrator.get(orchestrator) ?? [];
      const there = own.filter((agent) => node !== null && agent.node === node);
      return only((there.length > 0 ? there : own).map(({ region }) => region));
    },
  };
}

type Message = RawObject["plan"]["message"];

const startOf = ({ slot, slot_seconds }: Message): number => slot * slot_seconds;

const order = (a: Message, b: Message): number =>
  startOf(a) - startOf(b) || (messageId(a) < messageId(b) ? -1 : 1);

/** The one value that all have; null where they differ or are none. */
function only<T>(values: readonly T[]): T | null {
  const distinct = new Set(values);
  return distinct.size === 1 ? (values[0] ?? null) : null;
}
