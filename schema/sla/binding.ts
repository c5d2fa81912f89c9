import type { Delegation } from "../wire/delegation.ts";
import type { Address } from "../wire/identifier.ts";
import type { Target } from "../wire/target.ts";

/** Why a delegation that holds founds nothing for a row. Answered to operators: add to it, never rename. */
export const BINDING_REFUSALS = [
  "no_orchestrator",
  "wrong_agent",
  "wrong_orchestrator",
  "wrong_url",
  "wrong_signer",
] as const;

/** The level that a delegation founds, or why it founds none. */
export type Binding = Readonly<
  { level: 2 | 3 } | { refused: (typeof BINDING_REFUSALS)[number]; detail: string }
>;

/** What a row says of its agent. */
export type BoundRow = Pick<Target, "url"> &
  Readonly<Partial<Pick<Target, "agent" | "orchestrator" | "node">>>;

/**
 * Whether a delegation binds a row's agent, at the row's URL, to the row's orchestrator. The node counts as the row names
 * it: what node the delegation names is the signer's own word.
 */
export function bindingOf(
  { url, agent, orchestrator, node }: BoundRow,
  { delegation, signer }: Readonly<{ delegation: Delegation; signer: Address }>,
): Binding {
  const { agent_key, agent_url } = delegation;
  if (!orchestrator)
    return { refused: "no_orchestrator", detail: "a gateway's agent speaks for no orchestrator" };
  if (agent_key !== agent)
    return { refused: "wrong_agent", detail: `it is for the agent ${agent_key}` };
  if (delegation.orchestrator !== orchestrator)
    return { refused: "wrong_orchestrator", detail: `it is of ${delegation.orchestrator}` };
  if (originOf(agent_url) !== originOf(url))
    return { refused: "wrong_url", detail: `it is for the agent at ${agent_url}` };
  if (signer === orchestrator) return { level: 3 };
  if (signer === node) return { level: 2 };
  const known = node ? `${orchestrator} nor ${node}` : `${orchestrator}, and the row names no node`;
  return { refused: "wrong_signer", detail: `signed by ${signer}, which is neither ${known}` };
}

const originOf = (url: string): string | null => URL.parse(url)?.origin ?? null;
