import type { Address } from "../../schema/wire/identifier.ts";
import type { Identity } from "../../schema/wire/identity.ts";
import type { CollectorHealth } from "../../schema/wire/window.ts";
import type { HostReadings } from "./host-readings.ts";

/** What an operator says of an agent. What is left out stays as the store has it; a new store needs a role. */
export type AgentConfig = Readonly<{
  /** Folder of the database and the key; made where it is absent. */
  store: string;
  role?: Identity["role"];
  orchestrator?: Address | null;
  node?: Address | null;
  region?: Identity["region"];
  /** Health of the collectors that feed `accept`, as every window repeats it. By default `ingest`, and ok. */
  collectors?: () => readonly CollectorHealth[];
  /** What collectors read of the host, for the agent's own metrics; by default nothing. */
  host?: HostReadings;
  /** How large the database may grow before the oldest sealed windows go; by default 512 MB. */
  maxBytes?: number;
}>;

/** What an agent takes from its surroundings. */
export type AgentPorts = Readonly<{
  /** Unix milliseconds. */
  now: () => number;
  /** So many random bytes; by default the system's. Names of stores and epochs are made from them. */
  random?: (bytes: number) => Uint8Array;
  /** Milliseconds that nobody can set, from any origin: it tells a clock that was set. Without it none is noticed. */
  monotonic?: () => number;
  /** Hears what an operator should know, as one entry of a log; by default nobody does. */
  warn?: (entry: Readonly<Record<string, unknown>>) => void;
}>;
