import * as z from "zod";
import {
  choice,
  gatewayFilter,
  gpuFilter,
  hourBound,
  orchestratorRequired,
  purposeChoice,
  regionFilter,
  workflowFilter,
} from "./parameter.ts";

/** `GET /v1/sla/compliance`: what may be asked. The answer is `Compliance`. */
export const ComplianceQuery = z.strictObject({
  orchestrator_id: orchestratorRequired,
  workflow: workflowFilter,
  gpu: gpuFilter,
  region: regionFilter,
  gateway: gatewayFilter,
  purpose: purposeChoice,
  period: choice(["1h", "24h", "7d", "30d"], "How long the period is.", "24h"),
  end: hourBound(
    "End of the period, exclusive. Default: the end of the latest published hour with decided jobs.",
  ),
});
