import * as z from "zod";
import { Address } from "./identifier.ts";
import { Ppm } from "./policy.ts";
import { Count, Hour } from "./quantity.ts";
import { Reason } from "./reason.ts";
import { Witness } from "./rollup.ts";

/** What members of a cohort are compared by, over 7 days, and which way is better. */
export const COHORT_MEASURES = {
  /** Points. */
  score: "higher",
  /** Medians, milliseconds: the upper bound of their bucket. */
  first_frame_ms: "lower",
  first_output_ms: "lower",
  startup_ms: "lower",
  /** Mean frames per second over active time. */
  output_fps: "higher",
  failure_rate_ppm: "lower",
} as const;
export const CohortMeasure = z.enum(Object.keys(COHORT_MEASURES) as [keyof typeof COHORT_MEASURES]);
export type CohortMeasure = z.infer<typeof CohortMeasure>;

/** Members that a measure needs before anything is said of it: fewer would tell of one another. */
export const LEAST_MEMBERS = 5;

const Cohort = {
  workflow: z.string(),
  /** The GPU's name; null: all GPUs of the workflow, known or not. */
  gpu: z.string().nullable(),
  /** The view that its members' values are made from. */
  witness: Witness,
};

/** A cohort's quartiles by nearest rank: each is the value of a member. Null where it has too few. */
export const CohortSummary = z.strictObject({
  ...Cohort,
  measures: z.record(
    CohortMeasure,
    z.strictObject({
      /** Members with a value. */
      n: Count,
      q1: z.number().nullable(),
      median: z.number().nullable(),
      q3: z.number().nullable(),
      reason: Reason.nullable(),
    }),
  ),
});
export type CohortSummary = z.infer<typeof CohortSummary>;

/** One member's values and their percentile ranks, as they are kept: what is absent is not known. */
export const CohortValues = z.strictObject({
  /** Which of the document's summaries is its cohort's. */
  cohort: Count,
  values: z.partialRecord(
    CohortMeasure,
    z.strictObject({ value: z.number(), rank_ppm: Ppm.nullable() }),
  ),
});
export type CohortValues = z.infer<typeof CohortValues>;

/**
 * `published/v1/cohorts.json`: who is compared with whom over 7 days. Made from the same parts as the network, beside which it
 * stands: what a gateway chooses by is read without it.
 */
export const CohortsDocument = z.strictObject({
  schema: z.literal("livepeer.sla.cohorts/1"),
  /** The end of the days. */
  to: Hour,
  summaries: CohortSummary.array(),
  /** Every member's values and ranks. */
  places: z.record(Address, CohortValues.array()),
});
export type CohortsDocument = z.infer<typeof CohortsDocument>;

/**
 * One member's place in a cohort. `rank_ppm`: the share of the cohort that is worse, and half of those that are equal, itself
 * among them; 500,000 is the middle. Context: it is in no score.
 */
export const CohortRank = z.strictObject({
  ...Cohort,
  measures: z.record(
    CohortMeasure,
    z.strictObject({
      value: z.number().nullable(),
      rank_ppm: Ppm.nullable(),
      n: Count,
      q1: z.number().nullable(),
      median: z.number().nullable(),
      q3: z.number().nullable(),
      reason: Reason.nullable(),
    }),
  ),
});
export type CohortRank = z.infer<typeof CohortRank>;
