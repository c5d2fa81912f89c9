import * as z from "zod";
import { Address } from "../identifier.ts";
import { Count, Hour } from "../quantity.ts";
import { Nulls } from "../reason.ts";
import { Ratio } from "../compliance.ts";
import { Region } from "../workflow.ts";
import { orchestratorFilter, regionFilter, workflowFilter } from "./parameter.ts";

/** `GET /v1/network/capabilities`: what may be asked. */
export const CapabilitiesQuery = z.strictObject({
  workflow: workflowFilter,
  region: regionFilter,
  orchestrator: orchestratorFilter,
});

/** One orchestrator that live evidence of the last 7 days saw serve a workflow. */
const Provider = z.strictObject({
  orchestrator: Address,
  regions: Region.array(),
  /** Names of the GPUs that served for it, in any workflow. */
  gpus: z.string().array(),
  /** Whether any of its places answered in the newest slots; null where none was asked. */
  up: z.boolean().nullable(),
  /** Decided live jobs of the last 7 days. */
  decided: Count,
  /** Busy ÷ (busy + idle) slot-milliseconds of the last 24 hours. */
  capacity_rate: Ratio,
  nulls: Nulls.optional(),
});

/** What the network was seen to serve, by workflow. */
export const Capabilities = z.strictObject({
  schema: z.literal("livepeer.sla.capabilities/1"),
  to: Hour.nullable(),
  capabilities: z
    .strictObject({
      workflow: z.string(),
      pipeline: z.string(),
      model: z.string(),
      providers: Provider.array(),
    })
    .array(),
});
export type Capabilities = z.infer<typeof Capabilities>;
