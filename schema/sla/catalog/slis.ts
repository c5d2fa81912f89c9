import type { Metric, Source } from "../../wire/catalog.ts";
import { SLIS, type Sli } from "../../wire/policy.ts";
import type { Counter } from "../../wire/rollup.ts";
import { inViews, metric } from "./metric.ts";

const BOTH: Source[] = ["orchestrator", "gateway"];

/** What the events of an SLI are, who sees them, and its name. */
const EVENTS: Readonly<Record<Sli, Readonly<{ name: string; evidence: Source[]; of: string }>>> = {
  success: { name: "Success", evidence: BOTH, of: "Successful ÷ decided jobs." },
  startup: { name: "Startup", evidence: BOTH, of: "Jobs that delivered output ÷ decided jobs." },
  stability: {
    name: "Stability",
    evidence: ["gateway"],
    of: "Jobs not moved away from ÷ jobs that a gateway with a source of swaps saw.",
  },
  first_frame: {
    name: "First frame",
    evidence: BOTH,
    of: "Jobs within their latency target ÷ jobs with output.",
  },
  e2e: {
    name: "End-to-end latency",
    evidence: ["gateway"],
    of: "Jobs within the E2E latency target ÷ jobs measured.",
  },
  frame_rate: {
    name: "Frame rate",
    evidence: BOTH,
    of: "Milliseconds at the target frame rate or above ÷ length of the span M.",
  },
  smoothness: {
    name: "Smoothness",
    evidence: BOTH,
    of: "Jobs with jitter within its target ÷ jobs that ran at least 60 s with samples.",
  },
  availability: { name: "Availability", evidence: ["scraper"], of: "Up ÷ (up + down) slots." },
  efficiency: {
    name: "Efficiency",
    evidence: ["orchestrator"],
    of: "CUDA utilisation efficiency against its objective, where its method is not proxy.",
  },
};

const counters = (sli: Sli): { numerator: Counter[]; denominator: Counter[] } =>
  sli === "availability"
    ? { numerator: ["slots_up"], denominator: ["slots_up", "slots_down"] }
    : { numerator: [`sli.${sli}.good`], denominator: [`sli.${sli}.valid`] };

const ofSlo = (sli: Sli): Metric =>
  metric({
    kind: "sli",
    id: `sli_${sli}`,
    name: EVENTS[sli].name,
    unit: "ppm",
    evidence: EVENTS[sli].evidence,
    definition: EVENTS[sli].of,
    formula: "⌊10⁶ × good ÷ valid⌋",
    ...counters(sli),
    objective: sli,
    reason: sli === "efficiency" ? "proxy_only" : null,
    answered: ["good", "valid", "ppm", "target_ppm"].flatMap((field) =>
      inViews(`slos.${sli}.${field}`),
    ),
  });

/** The SLIs and what is told of their SLOs: METRICS.md §4. Objectives stand in the policy. */
export const SLI_METRICS: readonly Metric[] = [
  ...SLIS.map(ofSlo),
  metric({
    kind: "sli",
    id: "error_budget_left",
    name: "Error budget left",
    unit: "ppm",
    evidence: BOTH,
    definition:
      "Share of the bad events that an objective allows that were not used, in the period. Negative when overspent; null where nothing was counted.",
    formula: "1 − bad ÷ ((1 − target) × valid)",
    answered: inViews("slos.*.budget_left_ppm"),
  }),
  metric({
    kind: "sli",
    id: "burn_rate",
    name: "Burn rate",
    unit: "ppm",
    evidence: BOTH,
    definition:
      "How fast the error budget was spent in the last hour and the last 24 hours: 10⁶ spends exactly the budget.",
    formula: "(bad ÷ valid) ÷ (1 − target)",
    answered: inViews("slos.*.burn_rate_ppm"),
  }),
  metric({
    kind: "sli",
    id: "hours_below",
    name: "Hours below the objective",
    unit: "count",
    evidence: BOTH,
    definition:
      "Hours of the period that by themselves were below the objective, and the newest of them.",
    formula: "number of hours with good < target × valid",
    answered: inViews("slos.*.hours_below"),
  }),
];
