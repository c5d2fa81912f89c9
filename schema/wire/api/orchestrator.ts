import * as z from "zod";
import { CohortRank } from "../cohort.ts";
import { Ratio, Score } from "../compliance.ts";
import { Address } from "../identifier.ts";
import { ServicePoint } from "../network.ts";
import { Count, Hour } from "../quantity.ts";
import { Nulls } from "../reason.ts";
import { TrustLevel } from "../target.ts";
import { Region } from "../workflow.ts";
import { OrchestratorRow } from "./orchestrators.ts";
import { choice, hourBound, orchestratorInPath, workflowFilter } from "./parameter.ts";

/** `GET /v1/orchestrators/{address}` */
export const OrchestratorPath = z.strictObject({ address: orchestratorInPath });

/** All that is known of one orchestrator. */
export const Orchestrator = z.strictObject({
  schema: z.literal("livepeer.sla.orchestrator/1"),
  orchestrator: Address,
  trust: TrustLevel.nullable(),
  /** By which version its agents' newest window was sealed; null where none was heard of late. */
  agent_version: z.string().nullable(),
  /** Where it answers, and how the newest slots found it. */
  points: ServicePoint.array(),
  regions: Region.array(),
  gpus: z.string().array(),
  /** Workflows that live evidence of the last 7 days saw it serve, with its last decided jobs, newest first. */
  workflows: z
    .strictObject({
      workflow: z.string(),
      last_outcomes: z.enum(["success", "failed"]).array(),
      capacity_rate: Ratio,
      nulls: Nulls.optional(),
    })
    .array(),
  /** Its values of the last 7 days among those of the same workflow and GPU (null: of all GPUs). They are in no score. */
  cohorts: CohortRank.array(),
  /** Over all workflows; null for a period that saw nothing of it. */
  scores: z.strictObject({
    "1h": OrchestratorRow.nullable(),
    "24h": OrchestratorRow.nullable(),
    "7d": OrchestratorRow.nullable(),
    "30d": OrchestratorRow.nullable(),
  }),
  nulls: Nulls.optional(),
});
export type Orchestrator = z.infer<typeof Orchestrator>;

/** `GET /v1/orchestrators/{address}/history`: what may be asked. */
export const HistoryQuery = z.strictObject({
  interval: choice(["hour", "day"], "How long an interval is; days are of UTC.", "hour"),
  from: hourBound("First hour that is counted. Default: 24 hours or 30 days before `to`."),
  to: hourBound(
    "First hour that is not counted. Default: the end of the latest published hour with decided jobs.",
  ),
  workflow: workflowFilter,
});

const HistoryView = z.strictObject({
  score: Score.shape.score,
  credit_ppm: Count,
  n: Count,
  success: Count,
  failed: Count,
  excused: Count,
});

/** One interval. Sums of intervals add up to the sums of longer ones. */
export const HistoryPoint = z.strictObject({
  from: Hour,
  to: Hour,
  views: z.strictObject({ any: HistoryView, corroborated: HistoryView }),
  inference_minutes: z.number().nonnegative(),
  availability: Ratio,
  completeness: Ratio,
  nulls: Nulls.optional(),
});
export type HistoryPoint = z.infer<typeof HistoryPoint>;

/** One orchestrator's intervals, oldest first. An interval without a point had no evidence. */
export const History = z.strictObject({
  schema: z.literal("livepeer.sla.history/1"),
  orchestrator: Address,
  workflow: z.string().nullable(),
  interval: z.enum(["hour", "day"]),
  from: Hour,
  to: Hour,
  points: HistoryPoint.array(),
});
export type History = z.infer<typeof History>;
