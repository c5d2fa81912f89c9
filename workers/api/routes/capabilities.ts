import { ratioOf } from "../../../schema/sla/quotient.ts";
import { Capabilities, CapabilitiesQuery } from "../../../schema/wire/api/capabilities.ts";
import type { Network, NetworkNode, NodeWorkflow } from "../../../schema/wire/network.ts";
import { fresh } from "../answer.ts";
import { unlessGone } from "../gone.ts";
import { nothing } from "../nothing.ts";
import { route } from "../route.ts";
import { workflowParts } from "../workflow-parts.ts";

const CAPABILITIES_SECONDS = 30;

const list = route({
  path: "/v1/network/capabilities",
  summary:
    "What live evidence of the last 7 days saw the network serve, by workflow and orchestrator.",
  parameters: { path: nothing, query: CapabilitiesQuery },
  answers: Capabilities,
  async handle({ store, query: { workflow, region, orchestrator } }) {
    const schema = "livepeer.sla.capabilities/1" as const;
    const network = await store.network();
    if (network === null) {
      await unlessGone(store, "network");
      return fresh({ schema, to: null, capabilities: [] }, CAPABILITIES_SECONDS);
    }
    const nodes = network.nodes.filter(
      (node) =>
        (region === undefined || node.regions.includes(region)) &&
        (orchestrator === undefined || node.orchestrator === orchestrator),
    );
    const capabilities = workflowsOf(nodes)
      .filter((name) => workflow === undefined || name === workflow)
      .map((name) => capabilityOf(name, nodes));
    return fresh({ schema, to: network.to, capabilities }, CAPABILITIES_SECONDS);
  },
});

const workflowsOf = (nodes: Network["nodes"]): string[] => {
  const served = nodes.flatMap(({ workflows }) => workflows.map(({ workflow }) => workflow));
  return [...new Set(served)].filter((name) => name !== null).toSorted();
};

function capabilityOf(name: string, nodes: Network["nodes"]): Capabilities["capabilities"][number] {
  const { pipeline = "", model = "" } = workflowParts(name);
  const providers = nodes.flatMap((node) => {
    const own = node.workflows.find(({ workflow }) => workflow === name);
    return own === undefined ? [] : [providerOf(node, own)];
  });
  return { workflow: name, pipeline, model, providers };
}

const providerOf = (
  { orchestrator, regions, gpus, points }: NetworkNode,
  { standings, capacity }: NodeWorkflow,
) => {
  const up = isUp(points);
  const { capacity_rate, nulls } = capacityOf(capacity);
  return {
    orchestrator,
    regions,
    gpus,
    up,
    decided: standings["7d"].any.decided,
    capacity_rate,
    nulls: { ...nulls, ...(up === null && { up: "no_probe" as const }) },
  };
};

const isUp = (points: NetworkNode["points"]): boolean | null =>
  points.some(({ state }) => state === "up")
    ? true
    : points.some(({ state }) => state === "down")
      ? false
      : null;

/** Busy ÷ all slot-time; null, with the reason, where no reading was taken. */
export function capacityOf({ busy_slot_ms, idle_slot_ms }: NodeWorkflow["capacity"]) {
  const capacity_rate = ratioOf(busy_slot_ms, busy_slot_ms + idle_slot_ms);
  const reason = { capacity_rate: "no_capacity_reading" } as const;
  return { capacity_rate, nulls: capacity_rate.ppm === null ? reason : {} };
}

/** What the network serves. */
export const networkCapabilities = [list];
