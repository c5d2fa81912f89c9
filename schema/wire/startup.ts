import * as z from "zod";
import { Count } from "./quantity.ts";
import { Gpu, Pipeline, WorkflowPart } from "./workflow.ts";

/** One start of a workflow's container or pipeline that an agent saw through, in milliseconds, each on one clock. */
export const StartupEntry = z.strictObject({
  pipeline: Pipeline.nullable(),
  model: WorkflowPart.nullable(),
  gpu: Gpu.nullable(),
  /** From its start to its first answer that it is ready, known to one interval of asking; null where nobody watched. */
  ready_ms: Count.nullable(),
  /** How long its model loaded, where the runner says so: then this is what counts. */
  load_ms: Count.nullable(),
});
export type StartupEntry = z.infer<typeof StartupEntry>;
