import * as z from "zod";
import { SLIS } from "./policy.ts";
import { COUNTERS } from "./rollup.ts";

/** Who saw what a metric is made from. */
export const Source = z.enum(["orchestrator", "gateway", "scraper"]);
export type Source = z.infer<typeof Source>;

/** One way to get a metric. A way without a source stays null and says why; none is published under another's name. */
export const Method = z.strictObject({
  name: z.string().regex(/^[a-z_]+$/),
  definition: z.string().min(1),
  /** Null where this version measures it. */
  null_because: z.string().min(1).nullable(),
});

/** One metric: what its number means, and what it is counted from. */
export const Metric = z.strictObject({
  id: z.string().regex(/^[a-z][a-z0-9_]*$/),
  kind: z.enum(["metric", "score", "sli"]),
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
  ]),
  evidence: Source.array().min(1),
  definition: z.string().min(1),
  /** Counters that add up to the numerator and the denominator; empty where it is made otherwise. */
  numerator: z.enum(COUNTERS).array(),
  denominator: z.enum(COUNTERS).array(),
  /** The SLI whose objective the policy sets. */
  objective: z.enum(SLIS).nullable(),
  methods: Method.array(),
  /** Null where this version measures it. */
  null_because: z.string().min(1).nullable(),
});
export type Metric = z.infer<typeof Metric>;

/** `GET /v1/metrics/catalog`: every metric that we publish, or name. */
export const Catalog = z.strictObject({
  schema: z.literal("livepeer.sla.catalog/1"),
  metrics: Metric.array(),
});
export type Catalog = z.infer<typeof Catalog>;
