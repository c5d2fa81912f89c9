import type { Address } from "../../wire/identifier.ts";
import type { Target } from "../../wire/target.ts";
import type { CountedWindow } from "./counted-window.ts";

/** The one name under which everything of a gateway's agent is published. */
export type GatewayName = (target: Target) => string;

/**
 * A gateway's registered address; where it has none, the only address that its windows name as their gateway; where they
 * name several or none, its agent's key.
 *
 * @param said  addresses that the windows of each target name
 */
export const gatewayNames =
  (said: ReadonlyMap<Target["id"], readonly Address[]>): GatewayName =>
  ({ id, gateway, agent }) =>
    gateway ?? only(said.get(id)) ?? agent;

/** Addresses that a window names as its gateway. */
export const namedIn = ({ jobs, requests, payments }: CountedWindow): Address[] =>
  [...jobs, ...requests, ...payments].flatMap(({ gateway }) => (gateway === null ? [] : [gateway]));

const only = (addresses: readonly Address[] = []): Address | null =>
  addresses.length === 1 ? (addresses[0] ?? null) : null;
