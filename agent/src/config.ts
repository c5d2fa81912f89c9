import type { Address } from "../../schema/wire/identifier.ts";
import type { Identity } from "../../schema/wire/identity.ts";
import type { CollectorHealth } from "../../schema/wire/window.ts";

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
}>;

/** What an agent takes from its surroundings. */
export type AgentPorts = Readonly<{
  /** Unix milliseconds. */
  now: () => number;
  /** So many random bytes; by default the system's. Names of stores and epochs are made from them. */
  random?: (bytes: number) => Uint8Array;
}>;
