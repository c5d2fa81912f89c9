import * as z from "zod";
import { SLIS } from "./policy.ts";
import { Reason } from "./reason.ts";
import { COUNTERS } from "./rollup.ts";

/** Who saw what a metric is made from; `chain` is no source of this version. */
export const Source = z.enum(["orchestrator", "gateway", "scraper", "chain"]);
export type Source = z.infer<typeof Source>;

/** Where a metric is answered: a field of a route's answer, `list[].field`; `*` stands for any one name. */
export const AnsweredAt = z.strictObject({
  route: z.string().startsWith("/"),
  field: z.string().min(1),
});
export type AnsweredAt = z.infer<typeof AnsweredAt>;

/** One way to get a metric. A way without a source stays null and says why; none is published under another's name. */
export const Method = z.strictObject({
  name: z.string().regex(/^[a-z_]+$/),
  definition: z.string().min(1),
  /** Null where this version measures it, in words and by code. */
  null_because: z.string().min(1).nullable(),
  reason: Reason.nullable(),
});

/** One metric: what its number means, and what it is counted from. */
export const Metric = z.strictObject({
  id: z.string().regex(/^[a-z][a-z0-9_]*$/),
  name: z.string().min(1),
  kind: z.enum(["metric", "score", "sli"]),
  /** Of the definition and the formula: another one is another version, from 1. */
  version: z.int().positive(),
  unit: z.enum([
    "frames_per_second",
    "ratio",
    "milliseconds",
    "seconds",
    "percent",
    "megabits_per_second",
    "count",
    "minutes",
    "wei",
    "ppm",
    "points",
    /** Each in the unit of what it is of. */
    "as_measured",
  ]),
  evidence: Source.array().min(1),
  definition: z.string().min(1),
  formula: z.string().min(1),
  /** Counters that add up to the numerator and the denominator; empty where it is made otherwise. */
  numerator: z.enum(COUNTERS).array(),
  /** Counters that are taken off the numerator. */
  numerator_less: z.enum(COUNTERS).array(),
  denominator: z.enum(COUNTERS).array(),
  /** The SLI whose objective the policy sets. */
  objective: z.enum(SLIS).nullable(),
  methods: Method.array(),
  answered: AnsweredAt.array().min(1),
  /** Null where this version measures it, in words and by code. */
  null_because: z.string().min(1).nullable(),
  reason: Reason.nullable(),
});
export type Metric = z.infer<typeof Metric>;

/** `GET /v1/metrics/catalog`: every metric that we publish, or name. */
export const Catalog = z.strictObject({
  schema: z.literal("livepeer.sla.catalog/1"),
  metrics: Metric.array(),
  /** Every code that stands beside a null, in words. */
  reasons: z.record(Reason, z.string().min(1)),
});
export type Catalog = z.infer<typeof Catalog>;
