import * as z from "zod";
import { EXCUSES, FAULTS } from "./cause.ts";
import { Address, Sha256 } from "./identifier.ts";
import { Ppm, QUALITIES, SLIS } from "./policy.ts";
import { Count, Hour } from "./quantity.ts";
import { Reason } from "./reason.ts";
import { LATENCIES, RollupKey, Witness } from "./rollup.ts";
import { TrustLevel } from "./target.ts";

export const PERIODS = { "1h": 1, "24h": 24, "7d": 168, "30d": 720 } as const;
export const Period = z.enum(["1h", "24h", "7d", "30d"]);
export type Period = z.infer<typeof Period>;

/** A score from 0 to 100 with two decimals, rounded down. */
const Points = z.number().min(0).max(100);

/** A ratio with what it was made from. `ppm` is null where there was nothing to count. */
export const Ratio = z.strictObject({ good: Count, valid: Count, ppm: Ppm.nullable() });
export type Ratio = z.infer<typeof Ratio>;

/** How many hours below its target an SLO names. */
export const MOST_HOURS_BELOW = 24;

/** One SLO: what was promised, what was attained, and what is left of the error budget. */
export const SloStatus = z.strictObject({
  ...Ratio.shape,
  target_ppm: Ppm,
  status: z.enum(["met", "breached", "insufficient", "unobserved"]),
  /** Share of the error budget left, in ppm; negative when overspent; null where nothing was counted. */
  budget_left_ppm: z.int().nullable(),
  /**
   * How fast the error budget was spent in the last hours before `to`, whatever the period: bad share ÷ allowed share, in
   * ppm, rounded down. 1 000 000 spends exactly the budget. Null where nothing was counted, or where nothing is allowed.
   *
   * @see "The Site Reliability Workbook", ch. 5, "Alerting on SLOs"
   */
  burn_rate_ppm: z.strictObject({ "1h": z.int().nullable(), "24h": z.int().nullable() }),
  /** The period's hours that by themselves were below the target: how many, and the newest of them. */
  hours_below: z.strictObject({
    n: Count,
    newest: z.strictObject({ hour: Hour, good: Count, valid: Count }).array().max(MOST_HOURS_BELOW),
  }),
  /** Why this SLO is not judged at all; null where it is judged by what was counted. */
  reason: z.string().nullable(),
});
export type SloStatus = z.infer<typeof SloStatus>;

/** The score of one witness view, with every point lost and its owner. */
export const Score = z.strictObject({
  witness: Witness,
  /** Null without a decided job. */
  score: Points.nullable(),
  score_low: Points.nullable(),
  /** Fewer decided jobs than the policy asks for. */
  provisional: z.boolean(),
  decided: Count,
  success: Count,
  failed: Count,
  excused: Count,
  self_excused: Count,
  credit_ppm: Count,
  /** Σ lost in ppm of a job, by owner; with `credit_ppm` it adds up to 10⁶ × decided, exactly. */
  lost_ppm: z.strictObject({
    failures: z.partialRecord(z.enum(FAULTS), Count),
    qualities: z.partialRecord(z.enum(QUALITIES), Count),
  }),
  excuses: z.partialRecord(z.enum(EXCUSES), Count),
  /** Decided jobs in which no source could see the quality. */
  unobserved: z.partialRecord(z.enum(QUALITIES), Count),
  slos: z.strictObject(
    Object.fromEntries(SLIS.map((sli) => [sli, SloStatus])) as Record<
      (typeof SLIS)[number],
      typeof SloStatus
    >,
  ),
  /** p50, p95 and p99 of the pooled jobs (of `startup_ms`: of the starts of all of its pipelines), each the upper bound of its bucket. */
  latencies: z.partialRecord(
    z.enum(LATENCIES),
    z.strictObject({ n: Count, p50: Count, p95: Count, p99: Count }),
  ),
  mean_fps: z.number().nonnegative().nullable(),
  inference_minutes: z.number().nonnegative(),
});
export type Score = z.infer<typeof Score>;

/** `GET /v1/sla/compliance`: an orchestrator's score over a period, with everything behind it. */
export const Compliance = z.strictObject({
  schema: z.literal("livepeer.sla.compliance/1"),
  orchestrator: Address,
  /** `<pipeline>/<model>`, or null for all. */
  workflow: z.string().nullable(),
  /** Only the jobs of one GPU's name, region or gateway; null for all. What the agent itself counted stays whole. */
  gpu: RollupKey.shape.gpu,
  region: RollupKey.shape.region,
  gateway: RollupKey.shape.gateway,
  /** Of live traffic, or of the test load that registered gateways sent: one never counts in the other. */
  purpose: RollupKey.shape.purpose,
  period: Period,
  /** Half-open, by hours. */
  from: Hour,
  to: Hour,
  /** The period holds an hour that has not ended. */
  open: z.boolean(),
  /** Whose objectives the sums are held against. */
  policy: z.strictObject({ id: z.string(), digest: Sha256 }),
  /**
   * Digests of the policies that the hours behind it were made with, in order: an hour keeps its own when another comes.
   * Absent where that of one of them is not known.
   */
  policies: Sha256.array().optional(),
  trust: TrustLevel.nullable(),
  views: z.strictObject({ any: Score, corroborated: Score }),
  /** Windows received ÷ minutes; null ppm without a registered agent. */
  completeness: Ratio,
  /** Up ÷ (up + down) slots; `no_probe` is ours and counts as neither. */
  availability: z.strictObject({ ...Ratio.shape, no_probe: Count }),
  /** Of the jobs that a gateway saw while the agent was there: those that it reported. */
  reporting: Ratio,
  /** Decided jobs that a registered gateway saw ÷ decided jobs. */
  corroborated: Ratio,
  /** Why a field is null or absent: its path (`views.any.score`) → a code that the catalog explains. Answered, and not kept. */
  nulls: z.record(z.string(), Reason).optional(),
  /** Versions of the hours behind it, with their digests, newest first. */
  hours: z.strictObject({ hour: Hour, version: Count, digest: Sha256 }).array(),
});
export type Compliance = z.infer<typeof Compliance>;
