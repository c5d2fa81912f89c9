import * as z from "zod";
import { Address } from "../identifier.ts";
import { GatewayPeriod, GatewayWitness } from "../network.ts";
import { Count, Hour } from "../quantity.ts";
import { Nulls } from "../reason.ts";
import { choice, limit, parameter, regionFilter, workflow } from "./parameter.ts";

const caps = parameter(workflow.array().max(20).optional(), {
  description: "Workflows to list for; of several, one is enough. May be repeated.",
  allowed: "`<pipeline>/<model>`, at most 20 times",
  example: "live-video-to-video/streamdiffusion-sdxl",
  repeats: true,
});

const minSla = parameter(
  z
    .string()
    .regex(/^\d{1,3}(\.\d{1,2})?$/)
    .transform(Number)
    .refine((points) => points <= 100)
    .optional(),
  {
    description:
      "The least `score_low` with which a node comes in; it leaves below this minus 2. Default: no bound.",
    allowed: "a number from 0 to 100 with at most two decimals",
    example: "90",
  },
);

const gpu = parameter(z.string().min(1).max(128).optional(), {
  description: "Only nodes that this GPU served for: its name, as `/v1/gpu/metrics` has it.",
  allowed: "a GPU's name, at most 128 characters",
  example: "NVIDIA GeForce RTX 4090",
});

/** `GET /v1/gateway/orchestrators`: what may be asked. */
export const GatewayQuery = z.strictObject({
  caps,
  min_sla: minSla,
  limit: limit(1000, 100),
  period: choice(["7d", "24h"], "The period of `score_low`.", "7d"),
  witness: choice(
    ["cautious", "any", "corroborated"],
    "The view of `score_low`; `cautious` is the corroborated one where it has 30 decided jobs, else the lower of the two.",
    "cautious",
  ),
  region: regionFilter,
  gpu,
});
export type GatewayQuery = z.infer<typeof GatewayQuery>;

/** One entry of a go-livepeer webhook list. The client reads `address` and `score`, and no key that differs by case. */
export const GatewayRow = z.strictObject({
  address: z.string(),
  /** Always 1: less would take the node out of transcoding. */
  score: z.literal(1),
  /** Workflows that live evidence has seen it serve in the last 7 days. */
  capabilities: z.string().array(),
  eth_address: Address,
  /** `score_low` in whole points, rounded down, so that the list keeps its bytes; null where it is not known. */
  sla_score: z.int().min(0).max(100).nullable(),
});
export type GatewayRow = z.infer<typeof GatewayRow>;

/** The bare list, best first and then by address. */
export const GatewayList = GatewayRow.array().max(1000);

/** Why a place is in a list (the first two) or out of it: the first that applies. */
const RULES = [
  "member",
  "explored",
  "no_service_uri",
  "same_uri",
  "other_workflow",
  "other_region",
  "other_gpu",
  "down",
  "failing",
  "unknown_score",
  "below_min",
  "beyond_limit",
] as const;
export type Rule = (typeof RULES)[number];

/** `GET /v1/gateway/explain`: every place of the network, in or out of the same list, and by which rule. */
export const GatewayExplanation = z.strictObject({
  schema: z.literal("livepeer.sla.gateway-explanation/1"),
  to: Hour.nullable(),
  period: GatewayPeriod,
  witness: GatewayWitness,
  min_sla: z.number().nullable(),
  /** Below this a member leaves. */
  leaves_below: z.number().nullable(),
  limit: Count,
  /** What each rule means. */
  rules: z.record(z.enum(RULES), z.string()),
  nodes: z
    .strictObject({
      orchestrator: Address,
      address: z.string().nullable(),
      region: z.string().nullable(),
      state: z.enum(["up", "down", "unknown"]),
      listed: z.boolean(),
      rule: z.enum(RULES),
      workflow: z.string().nullable(),
      decided: Count,
      score_low: z.number().nullable(),
      /** Newest first. */
      last_outcomes: z.enum(["success", "failed"]).array(),
      nulls: Nulls.optional(),
    })
    .array(),
});
export type GatewayExplanation = z.infer<typeof GatewayExplanation>;

/** `GET /v1/gateway/perf-stats`: what may be asked. */
export const PerfStatsQuery = z.strictObject({
  caps: GatewayQuery.shape.caps,
  period: GatewayQuery.shape.period,
  witness: GatewayQuery.shape.witness,
});

/** For `-orchPerfStatsUrl`: recipient → REGION → `score` from 0 to 1. A recipient without a known score is left out. */
export const PerfStats = z.record(
  z.string().regex(/^0x[0-9a-f]{40}$/),
  z.record(z.string().regex(/^[A-Z0-9-]+$/), z.strictObject({ score: z.number().min(0).max(1) })),
);
export type PerfStats = z.infer<typeof PerfStats>;
