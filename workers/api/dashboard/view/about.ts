import type { Catalog, Metric } from "../../../../schema/wire/catalog.ts";
import type { Policy } from "../../../../schema/wire/policy.ts";
import { objective as promised, words } from "./format.ts";

/** One metric of the catalog, in words. */
export type MetricShown = Readonly<{
  id: string;
  title: string;
  unit: string;
  evidence: string;
  definition: string;
  made: string | null;
  objective: string | null;
  methods: readonly Readonly<{ name: string; definition: string; nullBecause: string | null }>[];
  nullBecause: string | null;
}>;

/** The catalog in its three parts. */
export const KINDS = [
  { kind: "score", title: "Scores" },
  { kind: "sli", title: "Service level indicators" },
  { kind: "metric", title: "Metrics" },
] as const;

/** One part of the catalog, narrowed to what has the words that are looked for. */
export function metricsShown(
  { metrics }: Catalog,
  policy: Policy | null,
  kind: Metric["kind"],
  q: string,
): MetricShown[] {
  const wanted = q.trim().toLowerCase();
  return metrics
    .filter((metric) => metric.kind === kind)
    .map((metric) => metricShown(metric, policy))
    .filter(({ id, title, definition }) =>
      `${id} ${title} ${definition}`.toLowerCase().includes(wanted),
    );
}

function metricShown(metric: Metric, policy: Policy | null): MetricShown {
  const { id, unit, evidence, definition, numerator, denominator, objective, methods } = metric;
  const sum = (counters: readonly string[]) => counters.join(" + ");
  return {
    id,
    title: titleOf(id),
    unit: words(unit),
    evidence: evidence.join(", "),
    definition,
    made:
      numerator.length === 0
        ? null
        : `${sum(numerator)}${denominator.length === 0 ? "" : ` ÷ (${sum(denominator)})`}`,
    objective:
      objective === null || policy === null ? null : `≥ ${promised(policy.slos[objective])}`,
    methods: methods.map(({ name, definition: means, null_because }) => ({
      name,
      definition: means,
      nullBecause: null_because,
    })),
    nullBecause: metric.null_because,
  };
}

const SHORT = new Map([
  ["fps", "FPS"],
  ["e2e", "end-to-end"],
  ["gpu", "GPU"],
  ["cuda", "CUDA"],
  ["sli", "SLI:"],
]);

/** A metric's id as a title: `output_fps` is `Output FPS`. */
export function titleOf(id: string): string {
  const title = id
    .split("_")
    .map((word) => SHORT.get(word) ?? word)
    .join(" ");
  return title.charAt(0).toUpperCase() + title.slice(1);
}
