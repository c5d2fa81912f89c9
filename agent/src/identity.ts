import type { AgentKey } from "../../schema/wire/identifier.ts";
import type { Identity } from "../../schema/wire/identity.ts";
import type { AgentRow } from "./store/agent-row.ts";
import { AGENT_VERSION } from "./version.ts";

/** Who an agent says it is: what `/v1/identity` answers, and what every window repeats. */
export const identityOf = (
  agent: AgentKey,
  { role, orchestrator, node, region }: AgentRow,
): Identity => ({
  schema: "livepeer.sla.identity/1",
  agent,
  role,
  orchestrator,
  node,
  region,
  agent_version: AGENT_VERSION,
  window_schemas: ["livepeer.sla.window/1"],
});
