import * as z from "zod";
import { AggregatedStats, ExplorerRegion, TopScore } from "../explorer.ts";
import { parameter } from "./parameter.ts";

/** Whatever is sent: what is unknown is nobody, and no error. */
const anything = (description: string, example: string) =>
  parameter(z.string().optional(), { description, allowed: "any text", example });

const pipeline = anything("Only this pipeline; goes with `model`.", "live-video-to-video");
const model = anything("Only this model; goes with `pipeline`.", "streamdiffusion-sdxl");
const region = anything("Only this region, in any case.", "FRA");
const orchestrator = anything(
  "Only this orchestrator, in any case.",
  "0xd00354656922168815fcd1e51cbddb9e359e3c7f",
);

/** `GET /api/aggregated_stats`: what is looked at. The answer is of the last 24 hours. */
export const AggregatedQuery = z.strictObject({ pipeline, model, orchestrator, region });

/** `GET /api/top_ai_score` */
export const TopScoreQuery = z.strictObject({ orchestrator });

/** `GET /api/pipelines` */
export const PipelinesQuery = z.strictObject({ region });

/** `GET /api/raw_stats` */
export const RawStatsQuery = z.strictObject({ orchestrator, pipeline, model });

export const AggregatedAnswer = AggregatedStats;

export const TopScoreAnswer = z.union([TopScore, z.strictObject({})]);

export const PipelinesAnswer = z.strictObject({
  pipelines: z
    .strictObject({ id: z.string(), models: z.string().array(), regions: z.string().array() })
    .array(),
});

export const RegionsAnswer = z.strictObject({ regions: ExplorerRegion.array() });

/** One job as leaderboard-serverless tells of a test: seconds, Unix seconds. Nothing of its content is ever known here. */
export const RawStat = z.strictObject({
  region: z.string(),
  orchestrator: z.string(),
  success_rate: z.union([z.literal(0), z.literal(1)]),
  round_trip_time: z.number().nonnegative(),
  errors: z.strictObject({ error_code: z.string(), count: z.int().positive() }).array(),
  timestamp: z.int(),
  pipeline: z.string(),
  model: z.string(),
});
export const RawStatsAnswer = z.record(z.string(), RawStat.array());
