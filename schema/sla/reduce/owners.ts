import type { Address } from "../../wire/identifier.ts";
import type { Identity, ReducerState } from "./state.ts";

/** Learns that a node works for an orchestrator. Two of them are never merged: the node alone then tells neither. */
export function learnOwner(state: ReducerState, { node, orchestrator }: Identity): void {
  if (node === null || orchestrator === null) return;
  const owners = state.owners[node] ?? [];
  if (owners.length < 2 && !owners.includes(orchestrator))
    state.owners[node] = [...owners, orchestrator].sort();
}

/** The orchestrator of a node, where exactly one was ever seen there. */
export function ownerOf(state: ReducerState, node: Address | null): Address | null {
  const [first, second] = node === null ? [] : (state.owners[node] ?? []);
  return first !== undefined && second === undefined ? first : null;
}

/** Whom an attempt belongs to: by its own evidence, else by its node. */
export const orchestratorOf = (state: ReducerState, of: Identity): Address | null =>
  of.orchestrator ?? ownerOf(state, of.node);
