import * as z from "zod";
import { Count, Hour, Wei } from "../quantity.ts";
import { Region } from "../workflow.ts";
import { choice, gatewayFilter, hourBound, regionFilter, workflowFilter } from "./parameter.ts";

const INTERVALS = ["hour", "day", "week"] as const;

/** `GET /v1/network/demand`: what may be asked. */
export const DemandQuery = z.strictObject({
  interval: choice(
    INTERVALS,
    "How long an interval is; days and weeks (from Monday) are of UTC.",
    "hour",
  ),
  from: hourBound(
    "First hour that is counted. Default: 24 hours, 30 days or 12 weeks before `to`.",
  ),
  to: hourBound(
    "First hour that is not counted. Default: the end of the latest published hour with decided jobs.",
  ),
  gateway: gatewayFilter,
  region: regionFilter,
  workflow: workflowFilter,
});

/** Live demand of one workflow at one gateway in one interval. */
export const DemandRow = z.strictObject({
  /** The interval, cut to what was asked. Half-open. */
  from: Hour,
  to: Hour,
  workflow: z.string().nullable(),
  /** The gateway's address, or its agent's key; null where no registered gateway saw it. */
  gateway: z.string().nullable(),
  /** The region that was asked for; null where all are counted. */
  region: Region.nullable(),
  /**
   * Distinct requests, and those that found no orchestrator. Null where no registered gateway could tell, and where
   * a region was asked for: a request has one only once an orchestrator took it.
   */
  requests: Count.nullable(),
  missing_capacity: Count.nullable(),
  /** Σ covered time with fps > 0. */
  inference_minutes: z.number().nonnegative(),
  /** Expected value = tickets × face value × win probability, floored to wei once. */
  fees: z.strictObject({ tickets: Count, face_value_wei: Wei, expected_value_wei: Wei }),
});
export type DemandRow = z.infer<typeof DemandRow>;

/** The answer, oldest interval first. An interval without a row had no evidence. */
export const Demand = z.strictObject({
  schema: z.literal("livepeer.sla.demand/1"),
  interval: z.enum(INTERVALS),
  from: Hour.nullable(),
  to: Hour.nullable(),
  demand: DemandRow.array(),
});
export type Demand = z.infer<typeof Demand>;
