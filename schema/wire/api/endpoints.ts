import * as z from "zod";
import { Catalog } from "../catalog.ts";
import { Compliance } from "../compliance.ts";
import { PublishedDay } from "../day.ts";
import { PublishedHour } from "../hour.ts";
import { Job } from "../job.ts";
import { Policy } from "../policy.ts";
import { Rollup } from "../rollup.ts";
import { Scores, ScoresList, ScoresPack } from "../scores.ts";
import { Registry } from "../target.ts";
import { DayPath, PolicyPath, RegistryPath, ScoresListPath, ScoresPackPath } from "./archive.ts";
import { BadgeQuery } from "./badge.ts";
import { Capabilities, CapabilitiesQuery } from "./capabilities.ts";
import { ComplianceQuery } from "./compliance-query.ts";
import { Datasets, DatasetsQuery } from "./datasets.ts";
import { Demand, DemandQuery } from "./demand.ts";
import * as explorer from "./explorer.ts";
import {
  GatewayExplanation,
  GatewayList,
  GatewayQuery,
  PerfStats,
  PerfStatsQuery,
} from "./gateway.ts";
import { GpuMetrics, GpuMetricsQuery } from "./gpu-metrics.ts";
import { HourPackPath, HourPath, HoursPage, HoursQuery, HourVersionPath } from "./hours.ts";
import { JobsPage, JobsQuery } from "./jobs.ts";
import { History, HistoryQuery, Orchestrator, OrchestratorPath } from "./orchestrator.ts";
import { Latencies, LatenciesQuery } from "./latencies.ts";
import { OrchestratorsPage, OrchestratorsQuery } from "./orchestrators.ts";
import { SnapshotPath, SnapshotsPage, SnapshotsQuery } from "./snapshots.ts";
import { Status } from "./status.ts";

/** One route as a client knows it: where it is, what it takes, and the schema of its answer, or that this is no JSON. */
export type Endpoint = Readonly<{
  path: `/${string}`;
  parameters: Readonly<{ path: z.ZodObject; query: z.ZodObject }>;
  answers: z.ZodType | "text" | "bytes";
}>;

const none = z.strictObject({});

/** A route whose path has parameters. */
const within = <
  const P extends Endpoint["path"],
  S extends z.ZodObject,
  Q extends z.ZodObject,
  const A extends Endpoint["answers"],
>(
  path: P,
  segments: S,
  query: Q,
  answers: A,
) => ({ path, parameters: { path: segments, query }, answers });

/** A route whose path is fixed. */
const at = <
  const P extends Endpoint["path"],
  Q extends z.ZodObject,
  const A extends Endpoint["answers"],
>(
  path: P,
  query: Q,
  answers: A,
) => within(path, none, query, answers);

/** Every route that answers programs, once, by the name that clients call it. Names are published: add, never rename. */
export const ENDPOINTS = {
  gpuMetrics: at("/v1/gpu/metrics", GpuMetricsQuery, GpuMetrics),
  networkDemand: at("/v1/network/demand", DemandQuery, Demand),
  networkCapabilities: at("/v1/network/capabilities", CapabilitiesQuery, Capabilities),
  compliance: at("/v1/sla/compliance", ComplianceQuery, Compliance),
  datasets: at("/v1/datasets", DatasetsQuery, Datasets),
  orchestrators: at("/v1/orchestrators", OrchestratorsQuery, OrchestratorsPage),
  orchestrator: within("/v1/orchestrators/{address}", OrchestratorPath, none, Orchestrator),
  history: within("/v1/orchestrators/{address}/history", OrchestratorPath, HistoryQuery, History),
  latencies: within(
    "/v1/orchestrators/{address}/latencies",
    OrchestratorPath,
    LatenciesQuery,
    Latencies,
  ),
  jobs: at("/v1/jobs", JobsQuery, JobsPage),
  hours: at("/v1/hours", HoursQuery, HoursPage),
  hour: within("/v1/hours/{hour}", HourPath, none, PublishedHour),
  hourVersion: within("/v1/hours/{hour}/{version}", HourVersionPath, none, PublishedHour),
  hourJobs: within("/v1/hours/{hour}/{version}/jobs", HourVersionPath, none, Job.array()),
  hourRollups: within("/v1/hours/{hour}/{version}/rollups", HourVersionPath, none, Rollup.array()),
  hourJobsPack: within("/v1/hours/{hour}/{version}/jobs/{pack}", HourPackPath, none, Job.array()),
  hourRollupsPack: within(
    "/v1/hours/{hour}/{version}/rollups/{pack}",
    HourPackPath,
    none,
    Rollup.array(),
  ),
  snapshots: at("/v1/snapshots", SnapshotsQuery, SnapshotsPage),
  snapshot: within("/v1/snapshots/{key}", SnapshotPath, none, "bytes"),
  policyOf: within("/v1/policy/{digest}", PolicyPath, none, Policy),
  day: within("/v1/days/{date}", DayPath, none, PublishedDay),
  registry: within("/v1/registry/{version}", RegistryPath, none, Registry),
  scores: at("/v1/scores", none, Scores),
  scoresList: within("/v1/scores/lists/{digest}", ScoresListPath, none, ScoresList),
  scoresPack: within("/v1/scores/{digest}", ScoresPackPath, none, ScoresPack),
  policy: at("/v1/policy", none, Policy),
  metricsCatalog: at("/v1/metrics/catalog", none, Catalog),
  status: at("/v1/status", none, Status),
  health: at("/healthz", none, z.strictObject({ status: z.literal("ok") })),
  metrics: at("/metrics", none, "text"),
  openapi: at("/openapi.json", none, z.looseObject({ openapi: z.literal("3.1.0") })),
  gatewayOrchestrators: at("/v1/gateway/orchestrators", GatewayQuery, GatewayList),
  gatewayExplain: at("/v1/gateway/explain", GatewayQuery, GatewayExplanation),
  gatewayPerfStats: at("/v1/gateway/perf-stats", PerfStatsQuery, PerfStats),
  discoverOrchestrators: at("/discover-orchestrators", GatewayQuery, GatewayList),
  regions: at("/api/regions", none, explorer.RegionsAnswer),
  pipelines: at("/api/pipelines", explorer.PipelinesQuery, explorer.PipelinesAnswer),
  aggregatedStats: at("/api/aggregated_stats", explorer.AggregatedQuery, explorer.AggregatedAnswer),
  topAiScore: at("/api/top_ai_score", explorer.TopScoreQuery, explorer.TopScoreAnswer),
  rawStats: at("/api/raw_stats", explorer.RawStatsQuery, explorer.RawStatsAnswer),
  badge: within("/badge/{address}.svg", OrchestratorPath, BadgeQuery, "text"),
} as const satisfies Record<string, Endpoint>;
