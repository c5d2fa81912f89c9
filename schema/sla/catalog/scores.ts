import type { AnsweredAt, Metric } from "../../wire/catalog.ts";
import { answered, inViews, metric, ofJobs } from "./metric.ts";

/** A field of a score's view, in every answer that has one. */
const inScores = (field: string, history: boolean): AnsweredAt[] => [
  ...inViews(field),
  ...answered("/v1/orchestrators", `orchestrators[].views.*.${field}`),
  ...answered("/v1/orchestrators/{address}", `scores.*.views.*.${field}`),
  ...(history
    ? [
        ...answered("/v1/orchestrators", `orchestrators[].trend[].views.*.${field}`),
        ...answered("/v1/orchestrators/{address}/history", `points[].views.*.${field}`),
      ]
    : []),
];

const score = (about: Omit<Parameters<typeof metric>[0], "evidence">): Metric =>
  metric({ kind: "score", evidence: ["orchestrator", "gateway"], ...about });

/** The score, and what it is made of: METRICS.md §4. */
export const SCORES: readonly Metric[] = [
  score({
    id: "credit",
    name: "Credit",
    unit: "ppm",
    definition:
      "What a decided job delivered of what its workflow promises: 0 if it failed, else the weighted mean of the qualities that apply, rounded down.",
    formula: "⌊Σ w·q ÷ Σ w⌋ over the qualities q that apply; 10⁶ if none does; 0 if it failed",
    numerator: ["credit_ppm"],
    denominator: ["success", "failed"],
    answered: [...inScores("credit_ppm", true), ...ofJobs("credit_ppm", "evidence.qualities")],
  }),
  score({
    id: "score",
    name: "Score",
    unit: "points",
    definition:
      "100 × Σ credit ÷ (10⁶ × decided jobs), to two decimals, rounded down. Null without a decided job. Provisional below the policy's number of jobs.",
    formula: "⌊Σ credit ÷ (100 × decided)⌋ ÷ 100",
    numerator: ["credit_ppm"],
    denominator: ["success", "failed"],
    answered: inScores("score", true),
  }),
  score({
    id: "score_low",
    name: "Cautious score",
    unit: "points",
    definition:
      "The Wilson lower bound, one-sided 95 %, of the mean credit, with jobs that only their own orchestrator's agent excuses counted as failed; in the view any multiplied by completeness where that is known. What a cautious gateway ranks by.",
    formula:
      "⌊10⁶ (2a + Z − ⌈√⌈Z(ZN + 4a(N − a)) ÷ N⌉⌉) ÷ (2(N + Z))⌋ ppm with a = Σ credit, N = 10⁶ × jobs, Z = 2705543; in the view any × completeness",
    numerator: ["credit_ppm"],
    denominator: ["success", "failed", "self_excused"],
    answered: inScores("score_low", false),
  }),
  score({
    id: "points_lost",
    name: "Points lost",
    unit: "ppm",
    definition:
      "What is missing to a perfect score, by owner: failures by cause, then each quality. With the credit it adds up to 10⁶ × decided jobs, exactly.",
    formula: "Σ lost by cause + Σ lost by quality = 10⁶ × decided − Σ credit",
    answered: inViews("lost_ppm"),
  }),
  score({
    id: "unobserved",
    name: "Unobserved qualities",
    unit: "count",
    definition:
      "Decided jobs in which no source could see a quality: it is in no credit of theirs.",
    formula: "number of jobs, by quality",
    answered: inViews("unobserved"),
  }),
  score({
    id: "cohort_rank",
    name: "Rank within the cohort",
    unit: "ppm",
    definition:
      "The share of a cohort (one workflow, one GPU model, one view, 7 days, members with as many decided jobs as the policy asks for) that is worse, with half of those that are equal, itself among them. Context: it is in no score. Null below 5 members.",
    formula: "⌊10⁶ × (2 × worse + equal) ÷ (2 × n)⌋",
    answered: [
      ...answered("/v1/orchestrators", "orchestrators[].ranks[]"),
      ...answered(
        "/v1/orchestrators/{address}",
        "cohorts[].measures.*.rank_ppm",
        "cohorts[].measures.*.value",
      ),
    ],
  }),
  score({
    id: "cohort_quartiles",
    name: "Quartiles of the network",
    unit: "as_measured",
    definition:
      "Quartiles and median of a cohort's members, in each view, by nearest rank: score in points, medians of latencies and of startup in ms, mean FPS, failure rate in ppm. Context: they are in no score. Null below 5 members.",
    formula: "the ⌈q × n ÷ 4⌉-th smallest value",
    answered: [
      ...answered("/v1/orchestrators", "cohorts[].measures"),
      ...answered(
        "/v1/orchestrators/{address}",
        ...["n", "q1", "median", "q3"].map((name) => `cohorts[].measures.*.${name}`),
      ),
    ],
  }),
];
