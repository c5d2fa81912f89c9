import type { Capabilities } from "../../../../schema/wire/api/capabilities.ts";
import type {
  OrchestratorRow,
  RankedOrchestrator,
} from "../../../../schema/wire/api/orchestrators.ts";
import type { Figure } from "./figure.ts";
import { count } from "./format.ts";
import type { PeriodName } from "./query.ts";
import { ratioFigure } from "./ratio.ts";
import { type ScoreShown, scoreShown, type Witness } from "./score.ts";
import { span } from "./time.ts";
import { type TrendShown, trendShown } from "./trend.ts";
import { trustFigure } from "./trust.ts";

/** One orchestrator of the table. `places`: what it was seen to serve, where and on what. */
export type Row = Readonly<{
  address: string;
  shown: ScoreShown;
  evidence: Figure;
  completeness: Figure;
  availability: Figure;
  trust: Figure;
  trend: TrendShown;
  places: Places;
  /** What the table is sorted by; null is not known and comes last. */
  keys: Readonly<Record<SortKey, number | string | null>>;
}>;

/** Columns that the table can be sorted by. */
export const SORTS = [
  "address",
  "score",
  "score_low",
  "evidence",
  "availability",
  "completeness",
  "trust",
  "trend",
] as const;
export type SortKey = (typeof SORTS)[number];

type Places = Readonly<{
  workflows: readonly string[];
  regions: readonly string[];
  gpus: readonly string[];
}>;
const NOWHERE: Places = { workflows: [], regions: [], gpus: [] };

/** The rows of the table. */
export function orchestratorRows(
  rows: readonly RankedOrchestrator[],
  period: PeriodName,
  capabilities: Capabilities | null,
  witness: Witness,
): Row[] {
  const places = placesOf(capabilities);
  return rows.map((row) => {
    const { orchestrator, from, to, views, availability, completeness, trust } = row;
    const window = span(from, to);
    const view = views[witness];
    const trend = trendShown(row.trend, witness, period);
    return {
      address: orchestrator,
      shown: scoreShown(view, witness, row),
      evidence: evidenceOf(row, witness, window),
      availability: ratioFigure("availability", availability, "probes", "it was not probed", {
        window,
      }),
      completeness: ratioFigure("completeness", completeness, "minutes", "no registered agent", {
        window,
      }),
      trust: trustFigure(trust),
      trend,
      places: places.get(orchestrator) ?? NOWHERE,
      keys: {
        address: orchestrator,
        score: view.score,
        score_low: view.score_low,
        evidence: view.n,
        availability: availability.ppm,
        completeness: completeness.ppm,
        trust,
        trend: trend.value,
      },
    };
  });
}

const evidenceOf = ({ views }: OrchestratorRow, witness: Witness, window: string): Figure => ({
  metric: "decided_jobs",
  title: "Evidence",
  definition:
    "Decided jobs that the score is made from, and how many of them a registered gateway saw.",
  text: count(views[witness].n),
  made: `${count(views.corroborated.n)} of ${count(views.any.n)} decided jobs were seen by a gateway`,
  window,
});

function placesOf(capabilities: Capabilities | null): Map<string, Places> {
  const places = new Map<string, Places>();
  for (const { workflow, providers } of capabilities?.capabilities ?? [])
    for (const { orchestrator, regions, gpus } of providers) {
      const known = places.get(orchestrator) ?? NOWHERE;
      places.set(orchestrator, {
        workflows: [...known.workflows, workflow],
        regions: [...new Set([...known.regions, ...regions])],
        gpus: [...new Set([...known.gpus, ...gpus])],
      });
    }
  return places;
}
