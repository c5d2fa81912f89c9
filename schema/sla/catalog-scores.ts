import type { Metric, Source } from "../wire/catalog.ts";
import type { Sli } from "../wire/policy.ts";

const BOTH: Source[] = ["orchestrator", "gateway"];

const score = (about: Pick<Metric, "id" | "unit" | "definition"> & Partial<Metric>): Metric => ({
  kind: "score",
  evidence: BOTH,
  numerator: [],
  denominator: [],
  objective: null,
  methods: [],
  null_because: null,
  ...about,
});

const sli = (name: Sli, evidence: Source[], definition: string): Metric => ({
  kind: "sli",
  id: `sli_${name}`,
  unit: "ppm",
  evidence,
  definition,
  numerator: name === "availability" ? ["slots_up"] : [`sli.${name}.good`],
  denominator: name === "availability" ? ["slots_up", "slots_down"] : [`sli.${name}.valid`],
  objective: name,
  methods: [],
  null_because: null,
});

/** The score and the SLIs: METRICS.md §4. Objectives stand in the policy. */
export const SCORES: readonly Metric[] = [
  score({
    id: "credit",
    unit: "ppm",
    definition:
      "What a decided job delivered of what its workflow promises: 0 if it failed, else the weighted mean of the qualities that apply, rounded down.",
    numerator: ["credit_ppm"],
    denominator: ["success", "failed"],
  }),
  score({
    id: "score",
    unit: "points",
    definition:
      "100 × Σ credit ÷ (10⁶ × decided jobs), to two decimals, rounded down. Null without a decided job. Provisional below the policy's number of jobs.",
    numerator: ["credit_ppm"],
    denominator: ["success", "failed"],
  }),
  score({
    id: "score_low",
    unit: "points",
    definition:
      "The Wilson lower bound, one-sided 95 %, of the mean credit, with jobs that only their own orchestrator's agent excuses counted as failed; in the view any multiplied by completeness where that is known. What a cautious gateway ranks by.",
    numerator: ["credit_ppm"],
    denominator: ["success", "failed", "self_excused"],
  }),
  sli("success", BOTH, "Successful ÷ decided jobs."),
  sli("startup", BOTH, "Jobs that delivered output ÷ decided jobs."),
  sli("stability", ["gateway"], "Jobs not moved away from ÷ streams that a gateway saw."),
  sli("first_frame", BOTH, "Jobs within their latency target ÷ jobs with output."),
  sli("e2e", ["gateway"], "Jobs within the E2E latency target ÷ jobs measured."),
  sli("frame_rate", BOTH, "Milliseconds at the target frame rate or above ÷ length of the span M."),
  sli("smoothness", BOTH, "Jobs with jitter within its target ÷ streams that ran at least 60 s."),
  sli("availability", ["scraper"], "Up ÷ (up + down) slots."),
  score({
    id: "efficiency",
    kind: "sli",
    unit: "ppm",
    evidence: ["orchestrator"],
    definition: "CUDA utilisation efficiency against its objective, where its method is not proxy.",
    null_because: "the method dcgm and the method model have no source in this version",
  }),
];
