import type { CohortsDocument, CohortSummary } from "../../schema/wire/cohort.ts";
import type { Network, NetworkNode } from "../../schema/wire/network.ts";
import type { Gauge } from "./open-metrics.ts";

/** Workflows that have series: those with the most members. */
const MOST_WORKFLOWS = 50;

/**
 * The network and its orchestrators as gauges, as the last publication left them. Names are published: add to them, never
 * rename.
 *
 * @param most  orchestrators that have series of their own: those with the most decided jobs in 24 hours
 */
export function networkSeries(
  network: Network | null,
  cohorts: CohortsDocument | null,
  most: number,
): Gauge[] {
  const nodes = network?.nodes ?? [];
  const shown = nodes.toSorted(byJobs).slice(0, most);
  const states = nodes.map(stateOf);
  const inState = (state: string) => states.filter((of) => of === state).length;
  return [
    {
      name: "livepeer_sla_network_orchestrators",
      help: "Orchestrators that are known, by how the newest slots found them.",
      value:
        network &&
        ({
          label: "state",
          of: { up: inState("up"), down: inState("down"), unknown: inState("unknown") },
        } as const),
    },
    {
      name: "livepeer_sla_network_orchestrators_shown",
      help: "Orchestrators with series of their own: METRICS_ORCHESTRATORS at most.",
      value: network && shown.length,
    },
    ...medians(cohorts?.summaries ?? []),
    of(shown, "score_low", "Cautious score of 24 hours, 0 to 100.", ({ workflows }) => {
      return workflows[0]?.standings["24h"].cautious.low[0] ?? null;
    }),
    of(shown, "decided_jobs", "Decided live jobs of 24 hours.", decidedOf),
    of(shown, "up", "Whether the newest slots found it up; absent where nobody asked.", (node) =>
      stateOf(node) === "unknown" ? null : Number(stateOf(node) === "up"),
    ),
    of(shown, "busy_slot_seconds", "Time of its slots at work in 24 hours.", ({ workflows }) =>
      secondsOf(workflows[0]?.capacity.busy_slot_ms),
    ),
    of(shown, "idle_slot_seconds", "Time of its slots idle in 24 hours.", ({ workflows }) =>
      secondsOf(workflows[0]?.capacity.idle_slot_ms),
    ),
  ];
}

const of = (
  nodes: readonly NetworkNode[],
  name: string,
  help: string,
  value: (node: NetworkNode) => number | null,
): Gauge => ({
  name: `livepeer_sla_orchestrator_${name}`,
  help,
  value: {
    label: "orchestrator",
    of: Object.fromEntries(nodes.map((node) => [node.orchestrator, value(node)])),
  },
});

/** Of each workflow, by all of its GPUs. */
function medians(cohorts: readonly CohortSummary[]): Gauge[] {
  const workflows = cohorts
    .filter(({ gpu, witness }) => gpu === null && witness === "any")
    .toSorted(
      (a, b) => b.measures.score.n - a.measures.score.n || (a.workflow < b.workflow ? -1 : 1),
    )
    .slice(0, MOST_WORKFLOWS);
  const median = (
    name: string,
    help: string,
    measure: keyof CohortSummary["measures"],
    value: (median: number) => number = (same) => same,
  ): Gauge => ({
    name: `livepeer_sla_workflow_${name}`,
    help,
    value: {
      label: "workflow",
      of: Object.fromEntries(
        workflows.map(({ workflow, measures }) => {
          const known = measures[measure].median;
          return [workflow, known === null ? null : value(known)];
        }),
      ),
    },
  });
  return [
    median("score_median", "Median score of a workflow's orchestrators, 7 days.", "score"),
    median("output_fps_median", "Median of their mean output FPS, 7 days.", "output_fps"),
    median(
      "first_frame_median_seconds",
      "Median of their median prompt-to-first-frame, 7 days.",
      "first_frame_ms",
      (ms) => ms / 1000,
    ),
  ];
}

const decidedOf = ({ workflows }: NetworkNode): number =>
  workflows[0]?.standings["24h"].any.decided ?? 0;

const byJobs = (a: NetworkNode, b: NetworkNode): number =>
  decidedOf(b) - decidedOf(a) || (a.orchestrator < b.orchestrator ? -1 : 1);

/** Of several places of one orchestrator, one that is up is enough. */
function stateOf({ points }: NetworkNode): "up" | "down" | "unknown" {
  if (points.some(({ state }) => state === "up")) return "up";
  return points.some(({ state }) => state === "down") ? "down" : "unknown";
}

const secondsOf = (ms: number | undefined): number | null => (ms === undefined ? null : ms / 1000);
