import * as z from "zod";
import { Address, Sha256 } from "./identifier.ts";
import { Count, Hour } from "./quantity.ts";
import { TrustLevel } from "./target.ts";
import { Region } from "./workflow.ts";

/** The periods that a gateway may ask for, in hours. */
export const GATEWAY_PERIODS = { "24h": 24, "7d": 168 } as const;
export const GatewayPeriod = z.enum(["24h", "7d"]);
export type GatewayPeriod = z.infer<typeof GatewayPeriod>;

/**
 * The view that a gateway ranks by. `cautious`: the corroborated view where it has as many decided jobs as the policy asks
 * for, else the lower of the two, and unknown where one of the two is unknown.
 */
export const GatewayWitness = z.enum(["cautious", "any", "corroborated"]);
export type GatewayWitness = z.infer<typeof GatewayWitness>;

/** What one view says of one workflow over one period. */
export const Standing = z.strictObject({
  decided: Count,
  /**
   * `score_low` now, and of its values over the periods that ended in the hours before, newest first, each that was higher
   * or lower than all after it: what a threshold with hysteresis needs, and no more. Empty where it is unknown now.
   */
  low: z.number().min(0).max(100).array().max(50),
});
export type Standing = z.infer<typeof Standing>;

const byWitness = z.strictObject({ cautious: Standing, any: Standing, corroborated: Standing });

/** An orchestrator in one workflow, or in all of them together. */
export const NodeWorkflow = z.strictObject({
  workflow: z.string().nullable(),
  /** Its last decided live jobs, newest first, three at most, of the newest hours with jobs. */
  last: z.enum(["success", "failed"]).array().max(3),
  standings: z.strictObject({ "24h": byWitness, "7d": byWitness }),
  /** Slot-milliseconds of the last 24 hours. */
  capacity: z.strictObject({ busy_slot_ms: Count, idle_slot_ms: Count }),
});
export type NodeWorkflow = z.infer<typeof NodeWorkflow>;

/** One place where an orchestrator answers. `down`: its agent's last two slots were down; `unknown`: not asked so far. */
export const ServicePoint = z.strictObject({
  uri: z.string().max(256).nullable(),
  region: Region.nullable(),
  state: z.enum(["up", "down", "unknown"]),
});
export type ServicePoint = z.infer<typeof ServicePoint>;

/** All that is known of one orchestrator for choosing among them. */
export const NetworkNode = z.strictObject({
  orchestrator: Address,
  /** First 16 hex digits of the SHA-256 of hour and address: whose turn it is among equals, another each hour. */
  turn: z.string().regex(/^[0-9a-f]{16}$/),
  trust: TrustLevel.nullable(),
  /** Of the newest window of its agents in the two newest hours that were scraped; null where none came. */
  agent_version: z.string().max(32).nullable().default(null),
  points: ServicePoint.array(),
  /** Names of the GPUs that served in the last 7 days, and regions of its agents and jobs. */
  gpus: z.string().array(),
  regions: Region.array(),
  /** The first is of all workflows. */
  workflows: NodeWorkflow.array().min(1),
});
export type NetworkNode = z.infer<typeof NetworkNode>;

/**
 * `published/v1/network.json`: what gateways' lists and the capabilities are answered from. Made from sums, the newest jobs,
 * the newest slots and the registry, so the same again of the same. A large network has its first nodes here.
 */
export const Network = z.strictObject({
  schema: z.literal("livepeer.sla.network/1"),
  /** The end of its periods; null before the first job. */
  to: Hour.nullable(),
  policy: z.strictObject({ id: z.string(), digest: Sha256 }),
  provisional_below: Count,
  nodes: NetworkNode.array(),
  /** The documents of the other nodes, by address: digests of their bytes. */
  more: Sha256.array().default([]),
});
export type Network = z.infer<typeof Network>;

/** `published/v1/network/<digest>.json`: some nodes of a large network, by address. */
export const NetworkNodes = z.strictObject({
  schema: z.literal("livepeer.sla.network-nodes/1"),
  nodes: NetworkNode.array(),
});
export type NetworkNodes = z.infer<typeof NetworkNodes>;

/** What of the network was made from what, for who publishes it. */
export const NetworkOf = z.strictObject({
  /** How often any part was made. */
  turn: Count,
  /** What the document was made from; null before the first. */
  document: Sha256.nullable(),
  /** The documents of the nodes beside it. */
  more: Sha256.array().default([]),
  /** By `<first>-<last>` address. */
  parts: z.record(z.string(), z.strictObject({ made_from: Sha256, to: Hour, turn: Count })),
  /** In which they stand, by `<first>-<last>` address. */
  bundles: z.string().array().default([]),
});
export type NetworkOf = z.infer<typeof NetworkOf>;
