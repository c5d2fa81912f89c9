import type { TrustLevel } from "../wire/target.ts";

/**
 * How well an agent's claim to an orchestrator is founded, from its registry row alone. 1: the agent answers on the
 * host that the row names as the orchestrator's service. 0: the row says so and nothing else does.
 *
 * @param of.url           where the agent answers
 * @param of.service_host  host of the orchestrator's service URI, with or without a port
 */
export function trustOf(of: Readonly<{ url: string; service_host: string | null }>): TrustLevel {
  const service = of.service_host === null ? null : hostOf(`http://${of.service_host}`);
  return service !== null && hostOf(of.url) === service ? 1 : 0;
}

const hostOf = (url: string): string | null => URL.parse(url)?.hostname ?? null;
