import type { CheckedDelegation } from "../wire/delegation.ts";
import type { Target, TrustLevel } from "../wire/target.ts";

/** What a registry row says that a claim can be founded on. */
export type Row = Readonly<
  Pick<Target, "url" | "service_host"> & Partial<Pick<Target, "agent" | "orchestrator" | "node">>
>;

/**
 * How well an agent's claim to an orchestrator is founded, from its registry row and its delegation alone. 3: the
 * orchestrator's address signed. 2: the node that the row names for it signed; what node the delegation itself names is
 * the signer's own word, and counts nothing. 1: the agent answers on the host that the row names as the orchestrator's
 * service. 0: the row says so and nothing else does.
 *
 * @param row.url           where the agent answers
 * @param row.service_host  host of the orchestrator's service URI, with or without a port
 * @param checked           the row's delegation, checked at the moment that counts; null where it has none
 */
export function trustOf(row: Row, checked: CheckedDelegation | null = null): TrustLevel {
  const service = row.service_host === null ? null : hostOf(`http://${row.service_host}`);
  const hosted = service !== null && hostOf(row.url) === service ? 1 : 0;
  return signedLevel(row, checked) ?? hosted;
}

/** Null where no delegation binds this row's agent, at this row's URL, to this row's orchestrator. */
function signedLevel(
  { url, agent, orchestrator, node }: Row,
  checked: CheckedDelegation | null,
): 2 | 3 | null {
  if (checked === null || "refused" in checked || !orchestrator) return null;
  const { delegation, signer } = checked;
  const isOurs =
    delegation.agent_key === agent &&
    delegation.orchestrator === orchestrator &&
    originOf(delegation.agent_url) === originOf(url);
  if (!isOurs) return null;
  return signer === orchestrator ? 3 : signer === node ? 2 : null;
}

const hostOf = (url: string): string | null => URL.parse(url)?.hostname ?? null;

const originOf = (url: string): string | null => URL.parse(url)?.origin ?? null;
