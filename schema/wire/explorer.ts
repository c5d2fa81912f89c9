import * as z from "zod";
import { Hour } from "./quantity.ts";

const Fraction = z.number().min(0).max(1);

/** An Ethereum address in lower case: the key that Explorer joins by. */
const Key = z.string().regex(/^0x[0-9a-f]{40}$/);

/** What the leaderboard shows of one orchestrator in one region. All from 0 to 1. */
export const ExplorerScore = z.strictObject({
  success_rate: Fraction,
  /** 0.8 at the network's median latency, and towards 1 the faster it is. */
  round_trip_score: Fraction,
  /** 0.65 × success rate + 0.35 × round trip score; 0 where nothing succeeded. */
  score: Fraction,
});
export type ExplorerScore = z.infer<typeof ExplorerScore>;

/** `GET /api/aggregated_stats`: orchestrator → region → scores. An orchestrator without a region is left out. */
export const AggregatedStats = z.record(Key, z.record(z.string(), ExplorerScore));
export type AggregatedStats = z.infer<typeof AggregatedStats>;

/** `GET /api/top_ai_score`: the best workflow and region of one orchestrator; `{}` where there is none. */
export const TopScore = z.strictObject({
  region: z.string(),
  orchestrator: Key,
  value: Fraction,
  model: z.string(),
  pipeline: z.string(),
});
export type TopScore = z.infer<typeof TopScore>;

/** `GET /api/regions`. */
export const ExplorerRegion = z.strictObject({
  id: z.string().regex(/^[A-Z0-9-]+$/),
  name: z.string(),
  type: z.enum(["transcoding", "ai"]),
});
export type ExplorerRegion = z.infer<typeof ExplorerRegion>;

/** `published/v1/explorer.json`: what the five `/api/*` routes are answered from. */
export const ExplorerDocument = z.strictObject({
  schema: z.literal("livepeer.sla.explorer/1"),
  /** The 24 hours that it is of, half-open; null before the first job. */
  from: Hour.nullable(),
  to: Hour.nullable(),
  regions: ExplorerRegion.array(),
  workflows: z
    .strictObject({
      pipeline: z.string(),
      model: z.string(),
      regions: z.string().array(),
      stats: AggregatedStats,
    })
    .array(),
  top: z.record(Key, TopScore),
});
export type ExplorerDocument = z.infer<typeof ExplorerDocument>;
