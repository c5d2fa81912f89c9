import type { AnsweredAt, Metric } from "../../wire/catalog.ts";
import { answered, inViews, metric, ofGpus, ofJobs, ofSides } from "./metric.ts";

const PERCENTILES =
  "p50, p95 and p99 of pooled values by nearest rank, each the upper bound of its bucket (≤ 2 % above)";

/** A latency's distribution. */
const inLatencies = (latency: string): AnsweredAt[] =>
  answered("/v1/orchestrators/{address}/latencies", `views.*.${latency}`);

/** How well jobs were served: METRICS.md §2. */
export const PERFORMANCE: readonly Metric[] = [
  metric({
    id: "output_fps",
    name: "Output FPS",
    unit: "frames_per_second",
    evidence: ["orchestrator", "gateway"],
    definition:
      "Time-weighted mean of the runner's reported output FPS over samples with fps > 0. A sample covers the time since the one before it, at most 15 s. Samples with fps = 0 never enter: before the first output they are warm-up, after it they are stall.",
    formula: "Σ fps·ms ÷ Σ ms over covered time with fps > 0",
    numerator: ["milli_frames"],
    denominator: ["active_ms"],
    answered: [
      ...ofGpus("output_fps"),
      ...inViews("mean_fps"),
      ...ofJobs("fps.mean", "fps.stddev", "fps.samples", "fps.zero_samples"),
      ...ofSides("fps.mean", "fps.stddev", "fps.samples", "fps.zero_samples"),
    ],
  }),
  metric({
    id: "jitter_coefficient",
    name: "Jitter coefficient",
    unit: "ratio",
    evidence: ["orchestrator", "gateway"],
    definition:
      "Population standard deviation over mean of the samples with fps > 0, unweighted, per job, of at least 6 samples, else null. Not the RTP arrival jitter.",
    formula: "√(n·Σx² − (Σx)²) ÷ Σx per job; over jobs, the mean",
    numerator: ["jitter_ppm"],
    denominator: ["jitter_jobs"],
    answered: [...ofGpus("jitter_coefficient"), ...ofJobs("fps.jitter"), ...ofSides("fps.jitter")],
  }),
  metric({
    id: "prompt_to_first_frame",
    name: "Prompt to first frame",
    unit: "milliseconds",
    evidence: ["gateway"],
    definition:
      "From the gateway receiving the stream request to it receiving the first processed segment, on the gateway's clock alone; of an attempt that it moved to, from the swap. Percentiles are of pooled jobs.",
    formula: PERCENTILES,
    answered: [
      ...ofGpus("prompt_to_first_frame_latency_ms"),
      ...inViews("latencies.first_frame_ms"),
      ...inLatencies("first_frame_ms"),
      ...ofJobs("first_frame_ms"),
      ...ofSides("first_frame_ms"),
    ],
  }),
  metric({
    id: "first_output_latency",
    name: "First-output latency",
    unit: "milliseconds",
    evidence: ["orchestrator"],
    definition:
      "From the runner receiving the stream to it sending the first processed segment, on the runner's clock, or on its agent's where the runner gave no time; for a request job, time to result. A gateway relays it as the runner's own words.",
    formula: PERCENTILES,
    answered: [
      ...ofGpus("first_output_latency_ms"),
      ...inViews("latencies.first_output_ms"),
      ...inLatencies("first_output_ms"),
      ...ofJobs("first_output_ms"),
      ...ofSides("first_output_ms"),
    ],
  }),
  metric({
    id: "e2e_stream_latency",
    name: "End-to-end stream latency",
    unit: "milliseconds",
    evidence: ["gateway"],
    definition:
      "The video track's media-timestamp difference, input minus output, where an output timestamp exists. Never a difference of two hosts' clocks.",
    formula: PERCENTILES,
    answered: [
      ...ofGpus("e2e_stream_latency_ms"),
      ...inViews("latencies.e2e_ms"),
      ...inLatencies("e2e_ms"),
      ...ofSides("e2e_ms"),
    ],
  }),
  metric({
    id: "startup_time",
    name: "Startup (cold) time",
    unit: "seconds",
    evidence: ["orchestrator"],
    definition:
      "From the start of the container or pipeline to the first ready, known to one interval of asking; the model-load time where the runner reports one. Of the orchestrator's own agent, by workflow and GPU.",
    formula: PERCENTILES,
    answered: [
      ...ofGpus("startup_time_seconds"),
      ...inViews("latencies.startup_ms"),
      ...inLatencies("startup_ms"),
    ],
  }),
  metric({
    id: "stall_time",
    name: "Stall time",
    unit: "seconds",
    evidence: ["orchestrator", "gateway"],
    definition: "Covered time with fps = 0 after the first output of a job.",
    formula: "Σ ms with fps = 0 after the first output",
    numerator: ["stall_ms"],
    answered: ofJobs("stall_seconds"),
  }),
];
