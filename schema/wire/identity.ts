import * as z from "zod";
import { Address, AgentKey } from "./identifier.ts";
import { Region, Role } from "./workflow.ts";

/** `GET /v1/identity`: who an agent says it is. The registry decides what of it counts. */
export const Identity = z.strictObject({
  schema: z.literal("livepeer.sla.identity/1"),
  agent: AgentKey,
  role: Role,
  orchestrator: Address.nullable(),
  node: Address.nullable(),
  region: Region.nullable(),
  agent_version: z.string().min(1).max(32),
  /** Window schemas that this agent can serve. */
  window_schemas: z.string().max(64).array().min(1).max(8),
});
export type Identity = z.infer<typeof Identity>;
