import type { Capabilities } from "../../../../schema/wire/api/capabilities.ts";
import type { OrchestratorRow } from "../../../../schema/wire/api/orchestrators.ts";
import { type Figure, unknown } from "./figure.ts";
import { count, points } from "./format.ts";
import { ratioFigure } from "./ratio.ts";
import { type ScoreShown, scoreShown, type Witness } from "./score.ts";
import { span } from "./time.ts";
import { trustFigure } from "./trust.ts";

/** One orchestrator of the table. `places`: what it was seen to serve, where and on what. */
export type Row = Readonly<{
  address: string;
  shown: ScoreShown;
  evidence: Figure;
  completeness: Figure;
  availability: Figure;
  trust: Figure;
  trend: Figure & { direction: "up" | "down" | "same" | null };
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

/**
 * The rows of the table.
 *
 * @param longer  the same orchestrators over the next longer period, which the trend is against
 */
export function orchestratorRows(
  rows: readonly OrchestratorRow[],
  longer: readonly OrchestratorRow[],
  capabilities: Capabilities | null,
  witness: Witness,
): Row[] {
  const before = new Map(longer.map((row) => [row.orchestrator as string, row]));
  const places = placesOf(capabilities);
  return rows.map((row) => {
    const { orchestrator, from, to, views, availability, completeness, trust } = row;
    const window = span(from, to);
    const view = views[witness];
    const trend = trendOf(view.score, before.get(orchestrator)?.views[witness].score ?? null);
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
      trend: trendFigure(trend, window),
      places: places.get(orchestrator) ?? NOWHERE,
      keys: {
        address: orchestrator,
        score: view.score,
        score_low: view.score_low,
        evidence: view.n,
        availability: availability.ppm,
        completeness: completeness.ppm,
        trust,
        trend,
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

const trendOf = (now: number | null, before: number | null): number | null =>
  now === null || before === null ? null : Math.round((now - before) * 100) / 100;

function trendFigure(trend: number | null, window: string): Row["trend"] {
  const about = {
    title: "Trend",
    definition: "The score of this period less that of the next longer one, which includes it.",
    window,
  };
  if (trend === null)
    return { ...unknown("trend", "one of the two periods has no score", about), direction: null };
  const direction = trend > 0 ? "up" : trend < 0 ? "down" : "same";
  const sign = trend > 0 ? "+" : trend < 0 ? "−" : "±";
  return {
    metric: "trend",
    text: `${sign}${points(Math.abs(trend))}`,
    unit: "",
    ...about,
    direction,
  };
}

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
