import type { AnsweredAt, Metric } from "../../wire/catalog.ts";
import { answered, inViews, metric, ofGpus, ofJobs, ofSides } from "./metric.ts";

/** A ratio of the orchestrator itself: in its compliance, and with `lists` in rows and in its history. */
const ofOrchestrators = (field: string, lists: boolean): AnsweredAt[] => [
  ...answered("/v1/sla/compliance", field),
  ...(lists
    ? [
        ...answered("/v1/orchestrators", `orchestrators[].${field}`),
        ...answered("/v1/orchestrators/{address}", `scores.*.${field}`),
        ...answered("/v1/orchestrators/{address}/history", `points[].${field}`),
      ]
    : []),
];

/** Whether jobs were served at all, and what is known of it: METRICS.md §2. */
export const RELIABILITY: readonly Metric[] = [
  metric({
    id: "inference_failure_rate",
    name: "Inference failure rate",
    unit: "percent",
    evidence: ["orchestrator", "gateway"],
    definition: "Failed ÷ (success + failed) jobs. Excused jobs are in neither.",
    formula: "Σ failed ÷ Σ (success + failed)",
    numerator: ["failed"],
    denominator: ["success", "failed"],
    answered: ofGpus("failure_rate_pct"),
  }),
  metric({
    id: "jobs",
    name: "Jobs by outcome",
    unit: "count",
    evidence: ["orchestrator", "gateway"],
    definition:
      "Jobs by outcome, each once, in the hour that decided it. `self_excused` is a part of `excused`: only its orchestrator's own agent excuses it.",
    formula: "number of jobs",
    numerator: ["success", "failed", "excused"],
    answered: [
      ...inViews("decided"),
      ...inViews("success"),
      ...inViews("failed"),
      ...inViews("excused"),
      ...inViews("self_excused"),
      ...inViews("excuses"),
      ...answered(
        "/v1/orchestrators",
        "orchestrators[].views.*.n",
        "orchestrators[].trend[].views.*.n",
      ),
      ...answered("/v1/orchestrators/{address}", "scores.*.views.*.n"),
      ...answered(
        "/v1/orchestrators/{address}/history",
        ...["n", "success", "failed", "excused"].map((name) => `points[].views.*.${name}`),
      ),
      ...answered("/v1/network/demand", "demand[].jobs"),
      ...answered("/v1/network/capabilities", "capabilities[].providers[].decided"),
    ],
  }),
  metric({
    id: "swap_rate",
    name: "Swap rate",
    unit: "percent",
    evidence: ["gateway"],
    definition:
      "Jobs that the gateway moved away from ÷ jobs, of those decided and not excused whose gateway could see swaps, as in the SLI of stability. Charged to the orchestrator that was left.",
    formula: "Σ (valid − good) ÷ Σ valid events of stability",
    numerator: ["sli.stability.valid"],
    numerator_less: ["sli.stability.good"],
    denominator: ["sli.stability.valid"],
    answered: ofGpus("swap_rate_pct"),
  }),
  metric({
    id: "errors",
    name: "Errors and restarts",
    unit: "count",
    evidence: ["orchestrator", "gateway"],
    definition:
      "Errors of a job, each once however long a source repeats it, and restarts of its runner.",
    formula: "number of errors, of restarts",
    numerator: ["errors", "restarts"],
    answered: ofJobs("errors", "restarts"),
  }),
  metric({
    id: "impossible_timestamps",
    name: "Impossible timestamps",
    unit: "count",
    evidence: ["orchestrator", "gateway"],
    definition:
      "Pairs of timestamps in an impossible order: left out of every latency, and counted.",
    formula: "number of pairs",
    numerator: ["impossible"],
    answered: ofSides("impossible"),
  }),
  metric({
    id: "availability",
    name: "Availability",
    unit: "percent",
    evidence: ["scraper"],
    definition: "Up slots ÷ (up + down) slots. Our own failures are no_probe and count as neither.",
    formula: "Σ up ÷ Σ (up + down)",
    numerator: ["slots_up"],
    denominator: ["slots_up", "slots_down"],
    answered: ofOrchestrators("availability", true),
  }),
  metric({
    id: "completeness",
    name: "Completeness",
    unit: "ppm",
    evidence: ["scraper"],
    definition:
      "Windows received ÷ minutes since the later of the period's start and the agent's registration, without minutes whose every probe was no_probe. Null without a registered agent.",
    formula: "Σ windows ÷ Σ minutes",
    numerator: ["windows"],
    denominator: ["minutes"],
    answered: ofOrchestrators("completeness", true),
  }),
  metric({
    id: "reporting",
    name: "Reporting",
    unit: "ratio",
    evidence: ["orchestrator", "gateway"],
    definition:
      "Of the jobs that a gateway saw at an orchestrator whose agent was up with its job collectors ok: those that its agent reported.",
    formula: "Σ reported by the agent ÷ Σ seen by a gateway",
    numerator: ["agent_reported"],
    denominator: ["gateway_saw"],
    answered: ofOrchestrators("reporting", false),
  }),
  metric({
    id: "corroborated",
    name: "Corroborated",
    unit: "ratio",
    evidence: ["orchestrator", "gateway"],
    definition: "Decided jobs that a registered gateway saw ÷ decided jobs.",
    formula: "Σ decided in the view corroborated ÷ Σ decided in the view any",
    numerator: ["success", "failed"],
    denominator: ["success", "failed"],
    answered: ofOrchestrators("corroborated", false),
  }),
];
