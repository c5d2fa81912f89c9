import type { Address } from "../../wire/identifier.ts";
import type { Target } from "../../wire/target.ts";
import type { Window } from "../../wire/window.ts";
import type { Received } from "./collect-windows.ts";

/** The one name under which everything of a gateway's agent is published. */
export type GatewayName = (target: Target) => string;

/**
 * A gateway's registered address; where it has none, the only address that its windows name as their gateway; where they
 * name several or none, its agent's key.
 *
 * @param windows  all that an hour is made from
 */
export function gatewayNames(windows: readonly Received[]): GatewayName {
  const said = new Map<Target["id"], Set<Address>>();
  for (const { target, window } of windows) {
    if (target.role !== "gateway" || target.gateway !== null) continue;
    const addresses = said.get(target.id) ?? new Set();
    said.set(target.id, addresses);
    for (const address of namedIn(window)) addresses.add(address);
  }
  return ({ id, gateway, agent }) => gateway ?? only(said.get(id)) ?? agent;
}

const namedIn = ({ jobs, requests, payments }: Window): Address[] =>
  [...jobs, ...requests, ...payments].flatMap(({ gateway }) => (gateway === null ? [] : [gateway]));

const only = (addresses: ReadonlySet<Address> = new Set()): Address | null =>
  addresses.size === 1 ? ([...addresses][0] ?? null) : null;
