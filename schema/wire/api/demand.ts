import * as z from "zod";
import { Count, Hour, Wei } from "../quantity.ts";
import { Ratio } from "../compliance.ts";
import { Address } from "../identifier.ts";
import { Reason } from "../reason.ts";
import { Witness } from "../rollup.ts";
import { Purpose, Region } from "../workflow.ts";
import {
  choice,
  gatewayFilter,
  gpuFilter,
  hourBound,
  orchestratorFilter,
  purposeChoice,
  regionFilter,
  someOf,
  witnessChoice,
  workflowFilter,
} from "./parameter.ts";

const INTERVALS = ["hour", "day", "week"] as const;

/** What demand may be told apart by. */
export const DEMAND_PARTS = ["workflow", "gateway", "orchestrator", "region", "gpu"] as const;
export type DemandPart = (typeof DEMAND_PARTS)[number];

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
  group_by: someOf(DEMAND_PARTS, "What the rows of an interval are told apart by.", [
    "workflow",
    "gateway",
  ]),
  gateway: gatewayFilter,
  orchestrator: orchestratorFilter,
  region: regionFilter,
  workflow: workflowFilter,
  gpu: gpuFilter,
  witness: witnessChoice,
  purpose: purposeChoice,
});

/** Money of tickets, exact: expected value = tickets × face value × win probability, floored to wei once. */
const Fees = z.strictObject({
  tickets: Count,
  face_value_wei: Wei,
  expected_value_wei: Wei,
  /** Of payments that belong to a known job, and of the others: together all. */
  linked: z.strictObject({ tickets: Count, face_value_wei: Wei }),
  unlinked: z.strictObject({ tickets: Count, face_value_wei: Wei }),
});

/** Demand in one interval, of what it was grouped by. What it was not grouped by is as it was asked for, or null. */
export const DemandRow = z.strictObject({
  /** The interval, cut to what was asked. Half-open. */
  from: Hour,
  to: Hour,
  workflow: z.string().nullable(),
  /** The gateway's address, or its agent's key; null where no registered gateway saw it, or all are counted. */
  gateway: z.string().nullable(),
  orchestrator: Address.nullable(),
  region: Region.nullable(),
  /** The type of the GPU that served, by name. */
  gpu: z.string().nullable(),
  /**
   * Distinct requests (streams: one that swaps is one), and those that found no orchestrator. Null where no registered
   * gateway could tell, and where orchestrators, regions or GPUs are told apart: a request has none of its own.
   */
  requests: Count.nullable(),
  missing_capacity: Count.nullable(),
  /** Jobs by outcome, in the interval that decided them: a stream that swaps is a job of each orchestrator. */
  jobs: z.strictObject({ success: Count, failed: Count, excused: Count }),
  /** Σ covered time with fps > 0. */
  inference_minutes: z.number().nonnegative(),
  /** Busy ÷ (busy + idle) slot-milliseconds; loading is in neither. Under no gateway where orchestrators' own agents read it. */
  capacity_rate: Ratio,
  fees: Fees,
  /** What is staked on the orchestrator: null until a source is configured. */
  stake_wei: Wei.nullable(),
  /** Why a value of this row is null, by a code that the catalog explains. */
  reasons: z.partialRecord(
    z.enum(["requests", "missing_capacity", "capacity_rate", "stake_wei"]),
    Reason,
  ),
});
export type DemandRow = z.infer<typeof DemandRow>;

/** The answer, oldest interval first. An interval without a row had no evidence. */
export const Demand = z.strictObject({
  schema: z.literal("livepeer.sla.demand/1"),
  interval: z.enum(INTERVALS),
  group_by: z.enum(DEMAND_PARTS).array(),
  /** The view that all rows are of. */
  witness: Witness,
  purpose: Purpose,
  from: Hour.nullable(),
  to: Hour.nullable(),
  demand: DemandRow.array(),
});
export type Demand = z.infer<typeof Demand>;
