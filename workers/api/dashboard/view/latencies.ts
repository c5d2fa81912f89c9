import type { Score } from "../../../../schema/wire/compliance.ts";
import type { Latencies } from "../../../../schema/wire/api/latencies.ts";
import type { Targets } from "../../../../schema/wire/policy.ts";
import { type Distribution, distributionOf } from "./distribution.ts";
import { type Figure, unknown } from "./figure.ts";
import { count, duration, objective } from "./format.ts";
import { ratioFigure } from "./ratio.ts";

/** One latency's distribution, against its target. */
export type LatencyShown = Readonly<{
  key: "first_frame_ms" | "first_output_ms" | "e2e_ms";
  label: string;
  metric: string;
  target: string;
  /** Null until it is there. */
  distribution: Distribution | null;
  percentiles: readonly Readonly<{
    name: "p50" | "p95" | "p99";
    figure: Figure;
  }>[];
  /** Jobs within the target, where an objective counts them. */
  within: Figure | null;
}>;

const LATENCIES = [
  { key: "first_frame_ms", label: "Prompt to first frame", metric: "prompt_to_first_frame" },
  { key: "first_output_ms", label: "First output", metric: "first_output_latency" },
  { key: "e2e_ms", label: "End to end", metric: "e2e_stream_latency" },
] as const;
const WITHIN = { first_frame_ms: "first_frame", e2e_ms: "e2e", first_output_ms: null } as const;
const NAMES = ["p50", "p95", "p99"] as const;

/**
 * The three latencies of a score.
 *
 * @param distributions  how they are distributed in its view; null until that is there
 */
export function latenciesShown(
  score: Score,
  targets: Targets,
  window: string,
  distributions: Latencies["views"]["any"] | null,
): LatencyShown[] {
  return LATENCIES.map(({ key, label, metric }) => {
    const known = score.latencies[key];
    const sli = WITHIN[key];
    return {
      key,
      label,
      metric,
      target: duration(targets[key]),
      distribution:
        distributions && distributionOf(distributions[key]?.buckets ?? [], targets[key]),
      percentiles: NAMES.map((name) => ({
        name,
        figure:
          known === undefined
            ? unknown(metric, "no job has it in this time", { window })
            : {
                metric,
                title: `${label}, ${name}`,
                text: duration(known[name]),
                n: `${count(known.n)} pooled jobs`,
                reason: "The upper bound of its bucket: at most 2 % above the value itself.",
                window,
              },
      })),
      within:
        sli === null
          ? null
          : ratioFigure(`sli_${sli}`, score.slos[sli], "jobs", "no job has it", {
              window,
              reason: `The objective is ${objective(score.slos[sli].target_ppm)}.`,
            }),
    };
  });
}
