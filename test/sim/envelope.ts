import type { SimGateway, SimNetwork } from "./network.ts";
import { type Random, randomOf } from "./random.ts";

/** A go-livepeer event envelope (monitor/kafka.go): the timestamp is milliseconds in a string. */
export type Envelope = Readonly<{
  id: string;
  type: string;
  timestamp: string;
  gateway: string;
  data: unknown;
}>;

/** An envelope as a gateway writes it, without its own host's name. `at` is on the gateway's clock. */
export const envelope = (random: Random, at: number, type: string, data: unknown): Envelope => ({
  id: `${random.hex(8)}-${random.hex(4)}-4${random.hex(3)}-a${random.hex(3)}-${random.hex(12)}`,
  type,
  timestamp: String(at),
  gateway: "",
  data,
});

/**
 * What a gateway learns of its orchestrators when it polls them: their on-chain address, node, models and GPUs.
 *
 * @param at  true time, Unix milliseconds
 */
export function capabilitiesOf(network: SimNetwork, gateway: SimGateway, at: number): Envelope {
  const random = randomOf(`${network.seed}/capabilities/${gateway.index}/${at}`);
  const data = network.orchestrators.map(({ address, node, uri, pipeline, model, gpu }) => ({
    address,
    local_address: node,
    orch_uri: uri,
    capabilities: {
      bitstring: [34426871807],
      capacities: { "35": 1 },
      version: "0.8.10",
      constraints: {
        PerCapability: {
          "35": { models: { [model]: { warm: true, runnerVersion: "0.14.1", capacity: 1 } } },
        },
      },
    },
    capabilities_prices: [
      { capability: 35, pixelsPerUnit: 1, constraint: model, pricePerUnit: 1630 },
    ],
    hardware: [{ pipeline, model_id: model, gpu_info: { "0": gpuInfo(gpu) } }],
  }));
  return envelope(random, at + gateway.skewMs, "network_capabilities", data);
}

const gpuInfo = ({ uuid, name, memory_bytes }: SimNetwork["orchestrators"][number]["gpu"]) => ({
  id: uuid,
  name,
  memory_total: memory_bytes,
  memory_free: memory_bytes,
  major: 12,
  minor: 0,
});
