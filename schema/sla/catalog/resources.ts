import type { Metric } from "../../wire/catalog.ts";
import { answered, method, metric, ofGpus } from "./metric.ts";

/** What serving took: METRICS.md §2. */
export const RESOURCES: readonly Metric[] = [
  metric({
    id: "cuda_utilisation_efficiency",
    name: "CUDA utilisation efficiency",
    unit: "percent",
    evidence: ["orchestrator"],
    definition:
      "Achieved ÷ peak FLOPS, published with its method and never under another's name. Of a whole GPU, whatever it worked for.",
    formula: "Σ readings ÷ number of readings (proxy)",
    numerator: ["utilisation_ppm"],
    denominator: ["utilisation_samples"],
    methods: [
      method(
        "proxy",
        "NVML utilisation: busy time and not FLOPS. Mean of the readings of the orchestrator's own agent.",
      ),
      method("dcgm", "Pipe activity from DCGM × peak FLOPS ÷ peak FLOPS.", "dcgm_absent"),
      method("model", "Output FPS × FLOPs of a frame ÷ peak FLOPS of the GPU.", "no_flops_table"),
    ],
    answered: ofGpus("cuda_utilization_efficiency_pct"),
  }),
  metric({
    id: "download_bandwidth",
    name: "Download bandwidth",
    unit: "megabits_per_second",
    evidence: ["orchestrator", "gateway"],
    definition:
      "8 × bytes received ÷ seconds of the job's own traffic, over jobs whose bytes were measured: by the gateway, else, in the view of all evidence, by the orchestrator's agent. Utilisation, not capacity.",
    formula: "8 × Σ bytes received ÷ Σ (active + stall time of jobs whose bytes were measured)",
    numerator: ["bytes_received"],
    denominator: ["bytes_ms"],
    answered: ofGpus("download_bandwidth_mbps"),
  }),
  metric({
    id: "upload_bandwidth",
    name: "Upload bandwidth",
    unit: "megabits_per_second",
    evidence: ["orchestrator", "gateway"],
    definition:
      "8 × bytes sent ÷ seconds of the job's own traffic, over jobs whose bytes were measured: by the gateway, else, in the view of all evidence, by the orchestrator's agent. Utilisation, not capacity.",
    formula: "8 × Σ bytes sent ÷ Σ (active + stall time of jobs whose bytes were measured)",
    numerator: ["bytes_sent"],
    denominator: ["bytes_ms"],
    answered: ofGpus("upload_bandwidth_mbps"),
  }),
  metric({
    id: "capacity_rate",
    name: "Capacity rate",
    unit: "percent",
    evidence: ["orchestrator", "gateway"],
    definition:
      "Busy slot-seconds ÷ all slot-seconds; loading time is in neither. A gateway's readings count where no orchestrator's agent reads.",
    formula: "Σ busy slot-ms ÷ Σ (busy + idle) slot-ms",
    numerator: ["busy_slot_ms"],
    denominator: ["busy_slot_ms", "idle_slot_ms"],
    answered: [
      ...ofGpus("capacity_rate_pct"),
      ...answered("/v1/network/demand", "demand[].capacity_rate"),
      ...answered("/v1/orchestrators/{address}", "workflows[].capacity_rate"),
      ...answered("/v1/network/capabilities", "capabilities[].providers[].capacity_rate"),
    ],
  }),
];
