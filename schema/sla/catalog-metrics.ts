import type { Metric } from "../wire/catalog.ts";
import { AMOUNTS } from "../wire/rollup.ts";

const metric = (
  about: Pick<Metric, "id" | "unit" | "evidence" | "definition"> & Partial<Metric>,
): Metric => ({
  kind: "metric",
  numerator: [],
  denominator: [],
  objective: null,
  methods: [],
  null_because: null,
  ...about,
});

/** What is measured, apart from scores: METRICS.md §2. */
export const METRICS: readonly Metric[] = [
  metric({
    id: "output_fps",
    unit: "frames_per_second",
    evidence: ["orchestrator", "gateway"],
    definition:
      "Time-weighted mean of the runner's reported output FPS over samples with fps > 0. A sample covers the time since the one before it, at most 15 s. Samples with fps = 0 never enter: before the first output they are warm-up, after it they are stall.",
    numerator: ["milli_frames"],
    denominator: ["active_ms"],
  }),
  metric({
    id: "jitter_coefficient",
    unit: "ratio",
    evidence: ["orchestrator", "gateway"],
    definition:
      "Population standard deviation over mean of the samples with fps > 0, unweighted, per job, of at least 6 samples, else null. Not the RTP arrival jitter.",
    numerator: ["jitter_ppm"],
    denominator: ["jitter_jobs"],
  }),
  metric({
    id: "prompt_to_first_frame",
    unit: "milliseconds",
    evidence: ["gateway"],
    definition:
      "From the gateway receiving the stream request to it receiving the first processed segment, on the gateway's clock alone. Percentiles are of pooled jobs.",
  }),
  metric({
    id: "first_output_latency",
    unit: "milliseconds",
    evidence: ["orchestrator"],
    definition:
      "From the runner receiving the stream to it sending the first processed segment, on the runner's clock alone; for a request job, time to result. A gateway relays it as the runner's own words.",
  }),
  metric({
    id: "e2e_stream_latency",
    unit: "milliseconds",
    evidence: ["gateway"],
    definition:
      "The video track's media-timestamp difference, input minus output, where an output timestamp exists. Never a difference of two hosts' clocks.",
  }),
  metric({
    id: "startup_time",
    unit: "seconds",
    evidence: ["orchestrator"],
    definition:
      "From the start of the container or pipeline to the first ready; the model-load time where the runner reports one.",
    null_because: "no collector of this version reads it",
  }),
  metric({
    id: "inference_failure_rate",
    unit: "percent",
    evidence: ["orchestrator", "gateway"],
    definition: "Failed ÷ (success + failed) jobs. Excused jobs are in neither.",
    numerator: ["failed"],
    denominator: ["success", "failed"],
  }),
  metric({
    id: "swap_rate",
    unit: "percent",
    evidence: ["gateway"],
    definition:
      "Started jobs that the gateway moved away from ÷ started jobs. Charged to the orchestrator that was left.",
    numerator: ["swapped"],
    denominator: ["success", "failed", "excused"],
  }),
  metric({
    id: "cuda_utilisation_efficiency",
    unit: "percent",
    evidence: ["orchestrator"],
    definition:
      "Achieved ÷ peak FLOPS, published with its method and never under another's name. Of a whole GPU, whatever it worked for.",
    numerator: ["utilisation_ppm"],
    denominator: ["utilisation_samples"],
    methods: [
      {
        name: "proxy",
        definition:
          "NVML utilisation: busy time and not FLOPS. Mean of the readings of the orchestrator's own agent.",
        null_because: null,
      },
      {
        name: "dcgm",
        definition: "Pipe activity from DCGM × peak FLOPS ÷ peak FLOPS.",
        null_because: "no source: DCGM profiling needs a data-centre GPU and its own exporter",
      },
      {
        name: "model",
        definition: "Output FPS × FLOPs of a frame ÷ peak FLOPS of the GPU.",
        null_because: "no source: there is no maintained table of FLOPs per frame",
      },
    ],
  }),
  metric({
    id: "download_bandwidth",
    unit: "megabits_per_second",
    evidence: ["orchestrator", "gateway"],
    definition: "8 × bytes received ÷ seconds of the job's own traffic. Utilisation, not capacity.",
    numerator: ["bytes_received"],
    denominator: ["active_ms", "stall_ms"],
  }),
  metric({
    id: "upload_bandwidth",
    unit: "megabits_per_second",
    evidence: ["orchestrator", "gateway"],
    definition: "8 × bytes sent ÷ seconds of the job's own traffic. Utilisation, not capacity.",
    numerator: ["bytes_sent"],
    denominator: ["active_ms", "stall_ms"],
  }),
  metric({
    id: "streams",
    unit: "count",
    evidence: ["gateway", "orchestrator"],
    definition: "Distinct requests. A stream that swaps is one stream.",
    numerator: ["requests"],
  }),
  metric({
    id: "inference_minutes",
    unit: "minutes",
    evidence: ["gateway", "orchestrator"],
    definition: "Σ covered time with fps > 0, each minute in its own hour.",
    numerator: ["active_ms"],
  }),
  metric({
    id: "inference_minutes_by_gpu",
    unit: "minutes",
    evidence: ["orchestrator"],
    definition: "The same, by the type of the GPU that served it; null where that is not known.",
    numerator: ["active_ms"],
  }),
  metric({
    id: "capacity_rate",
    unit: "percent",
    evidence: ["orchestrator"],
    definition: "Busy slot-seconds ÷ all slot-seconds; loading time is in neither.",
    numerator: ["busy_slot_ms"],
    denominator: ["busy_slot_ms", "idle_slot_ms"],
  }),
  metric({
    id: "missing_capacity",
    unit: "count",
    evidence: ["gateway"],
    definition:
      "Requests that found no orchestrator, by the trace event or the error text, once per request.",
    numerator: ["missing_capacity"],
    denominator: ["requests"],
  }),
  metric({
    id: "fees",
    unit: "wei",
    evidence: ["orchestrator", "gateway"],
    definition: `Expected value = tickets × face value × win probability, and face value, apart; exact, and floored to wei once. Linked and unlinked payments add up to all of them: ${AMOUNTS.join(", ")}.`,
  }),
  metric({
    id: "availability",
    unit: "percent",
    evidence: ["scraper"],
    definition: "Up slots ÷ (up + down) slots. Our own failures are no_probe and count as neither.",
    numerator: ["slots_up"],
    denominator: ["slots_up", "slots_down"],
  }),
  metric({
    id: "completeness",
    unit: "ppm",
    evidence: ["scraper"],
    definition:
      "Windows received ÷ minutes since the later of the period's start and the agent's registration, without minutes whose every probe was no_probe. Null without a registered agent.",
    numerator: ["windows"],
    denominator: ["minutes"],
  }),
  metric({
    id: "reporting",
    unit: "ratio",
    evidence: ["orchestrator", "gateway"],
    definition:
      "Of the jobs that a gateway saw at an orchestrator whose agent was up with its job collectors ok: those that its agent reported.",
    numerator: ["agent_reported"],
    denominator: ["gateway_saw"],
  }),
  metric({
    id: "corroborated",
    unit: "ratio",
    evidence: ["orchestrator", "gateway"],
    definition: "Decided jobs that a registered gateway saw ÷ decided jobs.",
    numerator: ["success", "failed"],
    denominator: ["success", "failed"],
  }),
];
