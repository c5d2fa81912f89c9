import * as z from "zod";
import { Period } from "../compliance.ts";
import { Address } from "../identifier.ts";
import { Count, Hour } from "../quantity.ts";
import { Nulls } from "../reason.ts";
import { LATENCIES } from "../rollup.ts";
import { choice, hourBound, workflowFilter } from "./parameter.ts";

/** `GET /v1/orchestrators/{address}/latencies`: what may be asked. */
export const LatenciesQuery = z.strictObject({
  period: choice(["1h", "24h", "7d", "30d"], "How long the period is.", "24h"),
  workflow: workflowFilter,
  end: hourBound(
    "End of the period, exclusive. Default: the end of the latest published hour with decided jobs.",
  ),
});

/** One latency's jobs, or starts: how many, and how many in each bucket that has any, the fastest first. */
const Distribution = z.strictObject({
  n: Count,
  /** [Upper bound in ms, how many]. From any value in a bucket to its bound is at most 2 %. Of several answers they add up by bound. */
  buckets: z.tuple([Count, Count]).array().max(1000),
});

/** An orchestrator's latencies over a period, of all pooled jobs, in both views. What nobody measured is absent. */
export const Latencies = z.strictObject({
  schema: z.literal("livepeer.sla.latencies/1"),
  orchestrator: Address,
  workflow: z.string().nullable(),
  period: Period,
  from: Hour,
  to: Hour,
  views: z.strictObject({
    any: z.partialRecord(z.enum(LATENCIES), Distribution),
    corroborated: z.partialRecord(z.enum(LATENCIES), Distribution),
  }),
  nulls: Nulls.optional(),
});
export type Latencies = z.infer<typeof Latencies>;
