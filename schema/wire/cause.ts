import * as z from "zod";

/** Why a job failed through no fault of its orchestrator. Published: add to it, never rename. */
export const EXCUSES = [
  "user_input",
  "client_network",
  "gateway",
  "client_left",
  "full",
  "unobserved",
] as const;

/** Why a job failed by its orchestrator's fault. Published: add to it, never rename. */
export const FAULTS = [
  "capacity",
  "model",
  "gpu",
  "orchestrator_network",
  "protocol",
  "unknown",
] as const;

export const Cause = z.enum([...EXCUSES, ...FAULTS]);
export type Cause = z.infer<typeof Cause>;

/** How a job ended. `silent`: its evidence stopped without an end. `moved`: the gateway took it elsewhere. */
export const Ending = z.enum(["completed", "client_left", "error", "refused", "moved", "silent"]);
export type Ending = z.infer<typeof Ending>;
