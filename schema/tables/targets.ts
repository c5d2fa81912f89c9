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
    /** A target keeps its shard until an operator asks for new ones; from `shardSince` on, where that is set. */
    shard: integer().notNull(),
    registeredAt: integer("registered_at").notNull(),
    enabled: integer({ mode: "boolean" }).notNull(),
    trust: integer().$type<TrustLevel>().notNull(),
    /** What gateways dial, where an operator has said it. */
    serviceUri: text("service_uri"),
    delegation: text({ mode: "json" }).$type<SignedDelegation>(),
    /** The shard before the last change, and when that took or takes effect: the start of an hour, Unix milliseconds. */
    shardBefore: integer("shard_before"),
    shardSince: integer("shard_since"),
  },
  (t) => [
    uniqueIndex("targets_agent").on(t.agent),
    index("targets_shard").on(t.shard, t.shardSince, t.shardBefore),
    index("targets_shard_before").on(t.shardBefore, t.shardSince),
  ],
);
