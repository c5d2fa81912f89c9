import { workflowName } from "../../../schema/sla/workflow-name.ts";
import { GpuMetrics, GpuMetricsQuery } from "../../../schema/wire/api/gpu-metrics.ts";
import type { Sums } from "../../../schema/wire/rollup.ts";
import { fresh } from "../answer.ts";
import { gpuMetricsOf } from "../gpu-row.ts";
import { nothing } from "../nothing.ts";
import { defaultEnd, periodBefore } from "../period.ts";
import { route } from "../route.ts";
import { workflowParts } from "../workflow-parts.ts";

const METRICS_SECONDS = 30;

const ROW = ["orchestrator", "gpu", "region", "pipeline", "model"] as const;

const metrics = route({
  path: "/v1/gpu/metrics",
  summary:
    "Metrics by orchestrator, GPU, region and workflow, each with its n; an unknown one is null with the reason.",
  parameters: { path: nothing, query: GpuMetricsQuery },
  answers: GpuMetrics,
  async handle({ store, query: { o_wallet, gpu_id, region, workflow, time_range, ...asked } }) {
    const answer = { schema: "livepeer.sla.gpu-metrics/1", time_range, ...asked } as const;
    const end = await defaultEnd(store);
    if (end === null) return fresh({ ...answer, gpu_metrics: [] }, METRICS_SECONDS);
    const time_window = periodBefore(end, time_range);
    const filter = { orchestrator: o_wallet, gpu: gpu_id, region, ...workflowParts(workflow) };
    const [groups, network] = await Promise.all([
      store.storedDaySums({ ...time_window, ...filter, ...asked }, ROW),
      store.network(),
    ]);
    const versions = new Map(network?.nodes.map((node) => [node.orchestrator, node.agent_version]));
    const gpu_metrics = groups.flatMap(({ key, sums }) => {
      const { orchestrator = null, gpu = null, pipeline = null, model = null } = key;
      if (orchestrator === null || !isAboutGpus(sums)) return [];
      return {
        o_wallet: orchestrator,
        orchestrator_agent_version: versions.get(orchestrator) ?? null,
        time_window,
        gpu_id: gpu,
        region: key.region ?? null,
        workflow: workflowName(pipeline, model),
        metrics: gpuMetricsOf(sums, asked),
      };
    });
    return fresh({ ...answer, gpu_metrics }, METRICS_SECONDS);
  },
});

const ABOUT_GPUS = [
  "success",
  "failed",
  "excused",
  "samples",
  "zero_samples",
  "errors",
  "utilisation_samples",
  "busy_slot_ms",
  "idle_slot_ms",
] as const;

/** An agent's own windows, and the slots in which it was asked, are rows too, and no GPU's. */
const isAboutGpus = ({ counts, histograms }: Sums): boolean =>
  ABOUT_GPUS.some((name) => (counts[name] ?? 0) > 0) || histograms.startup_ms !== undefined;

/** What GPUs did. */
export const gpuMetrics = [metrics];
