import { gatewayFeed, orchestratorFeed } from "./feed.ts";
import type { SimNetwork } from "./network.ts";
import type { NodePlan } from "./node.ts";

/** A plan for every agent of a network: its gateways first, then its orchestrators. */
export function plansOf(network: SimNetwork): NodePlan[] {
  return [
    ...network.gateways.map((gateway) => ({
      name: `gateway-${gateway.index}`,
      identity: { role: "gateway" as const, gateway: gateway.address },
      feed: gatewayFeed(network, gateway),
      collector: "events" as const,
    })),
    ...network.orchestrators.map((orchestrator) => ({
      name: `orchestrator-${orchestrator.index}`,
      identity: {
        role: "orchestrator" as const,
        orchestrator: orchestrator.address,
        node: orchestrator.node,
        region: orchestrator.region,
        service_uri: orchestrator.uri,
      },
      feed: orchestratorFeed(orchestrator),
      collector: "ingest" as const,
    })),
  ];
}
