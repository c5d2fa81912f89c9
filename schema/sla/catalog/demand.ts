import type { Metric } from "../../wire/catalog.ts";
import { AMOUNTS } from "../../wire/rollup.ts";
import { answered, inViews, metric, ofGpus, ofJobs, ofSides } from "./metric.ts";

const ofDemand = (...fields: readonly string[]) =>
  answered("/v1/network/demand", ...fields.map((field) => `demand[].${field}`));

/** What was asked of the network: METRICS.md §2. */
export const DEMAND: readonly Metric[] = [
  metric({
    id: "streams",
    name: "Streams",
    unit: "count",
    evidence: ["gateway"],
    definition:
      "Distinct requests. A stream that swaps is one stream. Counted by gateways whose agents are told of requests; null where none is known to be.",
    formula: "number of distinct requests, each in the hour that received it",
    numerator: ["requests"],
    answered: ofDemand("requests"),
  }),
  metric({
    id: "inference_minutes",
    name: "Inference minutes",
    unit: "minutes",
    evidence: ["gateway", "orchestrator"],
    definition: "Σ covered time with fps > 0, each minute in its own hour.",
    formula: "Σ ms with fps > 0 ÷ 60,000",
    numerator: ["active_ms"],
    answered: [
      ...ofDemand("inference_minutes"),
      ...inViews("inference_minutes"),
      ...answered("/v1/orchestrators/{address}/history", "points[].inference_minutes"),
      ...ofJobs("active_seconds"),
      ...ofSides("active_seconds"),
    ],
  }),
  metric({
    id: "inference_minutes_by_gpu",
    name: "Inference minutes by GPU type",
    unit: "minutes",
    evidence: ["orchestrator"],
    definition: "The same, by the type of the GPU that served it; null where that is not known.",
    formula: "Σ ms with fps > 0 ÷ 60,000, by the GPU's name",
    numerator: ["active_ms"],
    answered: [...ofGpus("inference_minutes"), ...ofDemand("inference_minutes")],
  }),
  metric({
    id: "missing_capacity",
    name: "Missing capacity",
    unit: "count",
    evidence: ["gateway"],
    definition:
      "Requests that found no orchestrator, by the trace event or the error text, once per request.",
    formula: "number of requests that found no orchestrator",
    numerator: ["missing_capacity"],
    denominator: ["requests"],
    answered: ofDemand("missing_capacity"),
  }),
  metric({
    id: "fees",
    name: "Fees",
    unit: "wei",
    evidence: ["orchestrator", "gateway"],
    definition: `Expected value = tickets × face value × win probability, and face value, apart; exact, and floored to wei once. Linked and unlinked payments add up to all of them: ${AMOUNTS.join(", ")}.`,
    formula: "⌊Σ tickets × face value × win probability⌋, and Σ tickets × face value",
    numerator: ["tickets"],
    answered: [...ofDemand("fees"), ...ofJobs("fees")],
  }),
  metric({
    id: "stake",
    name: "Stake",
    unit: "wei",
    evidence: ["chain"],
    definition: "What is staked on an orchestrator. No source of the chain is configured.",
    formula: "as the chain has it",
    reason: "not_configured",
    answered: ofDemand("stake_wei"),
  }),
];
