import * as z from "zod";
import { SignedDelegation } from "./delegation.ts";
import { Address, AgentKey } from "./identifier.ts";
import { Count, UnixMs } from "./quantity.ts";
import { Region, Role } from "./workflow.ts";

/**
 * How well an agent's claim to an orchestrator is founded. 3: delegation signed by the orchestrator's address. 2: by
 * the node that its row names. 1: the agent's host is the row's service host. 0: a registry entry and nothing else.
 */
export const TrustLevel = z.union([z.literal(0), z.literal(1), z.literal(2), z.literal(3)]);
export type TrustLevel = z.infer<typeof TrustLevel>;

const DAY_MS = 86_400_000;

/** What a gateway dials: an absolute https URL of host and port, without a path. go-livepeer reads the host alone. */
export const ServiceUri = z
  .string()
  .max(256)
  .regex(/^https:\/\/[a-zA-Z0-9.-]+(:[0-9]{1,5})?\/?$/)
  .refine((uri) => URL.canParse(uri), { message: "not a URL" })
  .transform((uri) => uri.replace(/\/$/, "").toLowerCase());
export type ServiceUri = z.infer<typeof ServiceUri>;

/** One agent that the scraper asks, as an operator registers it. */
export const TargetInput = z
  .strictObject({
    /** Where the agent answers: scheme, host and port, without a path. */
    url: z.string().min(1).max(256),
    agent: AgentKey,
    role: Role,
    /** Whom the agent's windows are published under: the on-chain recipient. Null for a gateway. */
    orchestrator: Address.nullable().default(null),
    node: Address.nullable().default(null),
    /** A gateway's own address, where it has one. */
    gateway: Address.nullable().default(null),
    service_host: z.string().max(253).nullable().default(null),
    /** The orchestrator's service URI, as its gateways dial it: without one it is in no gateway's list. */
    service_uri: ServiceUri.optional(),
    /** The orchestrator's word that this agent speaks for it, at this URL. */
    delegation: SignedDelegation.nullish(),
    region: Region.nullable().default(null),
    /** A window that starts longer than this before its receipt is refused. */
    lookback_ms: Count.max(100 * 366 * DAY_MS).default(7 * DAY_MS),
  })
  .refine(({ role, orchestrator }) => (role === "orchestrator") === (orchestrator !== null), {
    message: "an orchestrator's agent has an orchestrator address, a gateway's agent has none",
    path: ["orchestrator"],
  })
  .transform(({ delegation, ...input }) => ({
    ...input,
    ...(delegation && { delegation }),
    service_host:
      input.service_host ?? (input.service_uri ? new URL(input.service_uri).hostname : null),
  }));
export type TargetInput = z.infer<typeof TargetInput>;

/** A registered target: one row of the registry, and what a raw object's plan says of it. */
export const Target = z.strictObject({
  /** First 16 hex digits of the SHA-256 of the agent's key: one agent, one target. */
  id: z.string().regex(/^[0-9a-f]{16}$/),
  url: z.string().min(1).max(256),
  agent: AgentKey,
  role: Role,
  orchestrator: Address.nullable(),
  node: Address.nullable(),
  gateway: Address.nullable(),
  service_host: z.string().max(253).nullable(),
  service_uri: z.string().max(256).optional(),
  delegation: SignedDelegation.optional(),
  region: Region.nullable(),
  lookback_ms: Count,
  shard: Count,
  registered_at: UnixMs,
  enabled: z.boolean(),
  /** Of a registry's row: while its delegation holds. Of a plan's: at the start of its slot. */
  trust: TrustLevel,
});
export type Target = z.infer<typeof Target>;

/** The registry as one document: every change makes a new version in R2. */
export const Registry = z.strictObject({
  schema: z.literal("livepeer.sla.registry/1"),
  version: Count,
  targets: Target.array(),
});
export type Registry = z.infer<typeof Registry>;
