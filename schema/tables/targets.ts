import { index, integer, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";
import type { SignedDelegation } from "../wire/delegation.ts";
import type { Address, AgentKey } from "../wire/identifier.ts";
import type { TrustLevel } from "../wire/target.ts";
import type { Region, Role } from "../wire/workflow.ts";

/** The registry: one row per agent. Every change is also a document in the archive. */
export const targets = sqliteTable(
  "targets",
  {
    id: text().primaryKey(),
    url: text().notNull(),
    agent: text().$type<AgentKey>().notNull(),
    role: text().$type<Role>().notNull(),
    orchestrator: text().$type<Address>(),
    node: text().$type<Address>(),
    gateway: text().$type<Address>(),
    serviceHost: text("service_host"),
    region: text().$type<Region>(),
    lookbackMs: integer("lookback_ms").notNull(),
    /** Given once: a target keeps its shard. */
    shard: integer().notNull(),
    registeredAt: integer("registered_at").notNull(),
    enabled: integer({ mode: "boolean" }).notNull(),
    trust: integer().$type<TrustLevel>().notNull(),
    /** What gateways dial, where an operator has said it. */
    serviceUri: text("service_uri"),
    delegation: text({ mode: "json" }).$type<SignedDelegation>(),
  },
  (t) => [uniqueIndex("targets_agent").on(t.agent), index("targets_shard").on(t.shard)],
);
