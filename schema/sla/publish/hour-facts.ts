import type { Policy } from "../../wire/policy.ts";
import type { GatewayName } from "./gateway-names.ts";
import type { RegistryFacts } from "./registry-facts.ts";
import type { Clock } from "./tally-agents.ts";
import type { Readers } from "./tally-capacity.ts";
import type { Attendance } from "./tally-reporting.ts";

/** What the computation of any part of an hour has to know of the whole. */
export type HourFacts = Clock &
  Readonly<{
    policy: Policy;
    registry: RegistryFacts;
    gatewayName: GatewayName;
    attendance: Attendance;
    readers: Readers;
    /** The start of the newest slot that was asked, by shard. */
    newestSlots: ReadonlyMap<number, number>;
  }>;
