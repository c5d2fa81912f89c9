import type { ExplorerDocument, ExplorerScore, TopScore } from "../../wire/explorer.ts";
import type { Address } from "../../wire/identifier.ts";
import type { Hour } from "../../wire/quantity.ts";
import type { Latency, Rollup, Sums } from "../../wire/rollup.ts";
import { countIn, quantile } from "../histogram.ts";
import { BOUNDS_MS } from "../histogram-bounds.ts";
import { addSums, EMPTY_SUMS } from "../sums.ts";
import { explorerRegion, regionName } from "./region-names.ts";
import { roundTripScore } from "./round-trip-score.ts";

/** Live sums of one orchestrator in one workflow and region, by all evidence. */
export type Cell = Readonly<{
  orchestrator: Address;
  pipeline: string;
  model: string;
  region: string;
  sums: Sums;
}>;

/** Explorer's own weights. @see leaderboard-serverless, score/stats_scorer.go */
const WEIGHT = { success: 0.65, roundTrip: 0.35 } as const;

/**
 * Adds rows up to cells. Explorer takes the mean over an orchestrator's regions for its GLOBAL, so one of whom some jobs
 * are of no known region has that one cell alone.
 */
export function cellsOf(rows: readonly Rollup[]): Cell[] {
  const named = rows.filter(
    (row) => row.witness === "any" && row.purpose === "live" && decidedIn(row.sums) > 0,
  );
  const placeless = new Set(
    named.filter(({ region }) => region === null).map(({ orchestrator }) => orchestrator),
  );
  const cells = new Map<string, Cell>();
  for (const { orchestrator, pipeline, model, region, sums } of named) {
    if (orchestrator === null || pipeline === null || model === null) continue;
    const shown = explorerRegion(placeless.has(orchestrator) ? null : region);
    const key = JSON.stringify([pipeline, model, orchestrator, shown]);
    const known = cells.get(key)?.sums ?? EMPTY_SUMS;
    cells.set(key, { orchestrator, pipeline, model, region: shown, sums: addSums(known, sums) });
  }
  return [...cells].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, cell]) => cell);
}

/** What Explorer shows of the cells of a day. */
export function explorerDocument(
  cells: readonly Cell[],
  { from, to }: Readonly<{ from: Hour | null; to: Hour | null }>,
): ExplorerDocument {
  const byWorkflow = Map.groupBy(cells, ({ pipeline, model }) => JSON.stringify([pipeline, model]));
  const scored = [...byWorkflow.values()].flatMap(scoresOf);
  const workflows = new Map<string, ExplorerDocument["workflows"][number]>();
  for (const { cell, score } of scored) {
    const { pipeline, model, orchestrator, region } = cell;
    const key = JSON.stringify([pipeline, model]);
    const own = workflows.get(key) ?? { pipeline, model, regions: [], stats: {} };
    if (!own.regions.includes(region)) own.regions.push(region);
    (own.stats[orchestrator] ??= {})[region] = score;
    workflows.set(key, own);
  }
  const ids = [...new Set(scored.map(({ cell }) => cell.region))].filter((id) => id !== "GLOBAL");
  return {
    schema: "livepeer.sla.explorer/1",
    from,
    to,
    // Explorer begins with GLOBAL of either type, whether or not anything is in it.
    regions: [
      { id: "GLOBAL", name: "Global", type: "transcoding" },
      { id: "GLOBAL", name: "Global", type: "ai" },
      ...ids.toSorted().map((id) => ({ id, name: regionName(id), type: "ai" as const })),
    ],
    workflows: [...workflows.values()].map((own) => ({ ...own, regions: own.regions.toSorted() })),
    top: topScores(scored),
  };
}

type Scored = Readonly<{ cell: Cell; score: ExplorerScore; latencyMs: number | null }>;

/** The cells of one workflow against the median of its successful jobs. One without any latency is left out. */
function scoresOf(cells: readonly Cell[]): Scored[] {
  const all = cells.reduce((sum, { sums }) => addSums(sum, sums), EMPTY_SUMS);
  const median = (latency: Latency) => quantile(all.histograms[latency] ?? {}, 50, 100);
  return cells.flatMap((cell): Scored[] => {
    const { counts, histograms } = cell.sums;
    const success_rate = millionths((counts.success ?? 0) / decidedIn(cell.sums));
    if (success_rate === 0)
      return [{ cell, score: { success_rate, round_trip_score: 0, score: 0 }, latencyMs: null }];
    const latency = (["first_frame_ms", "first_output_ms"] as const).find(
      (name) => countIn(histograms[name] ?? {}) > 0,
    );
    const medianMs = latency && median(latency);
    if (latency === undefined || !medianMs) return [];
    const latencyMs = meanOf(histograms[latency] ?? {});
    const round_trip_score = millionths(roundTripScore(latencyMs, medianMs));
    const score = millionths(WEIGHT.success * success_rate + WEIGHT.roundTrip * round_trip_score);
    return [{ cell, score: { success_rate, round_trip_score, score }, latencyMs }];
  });
}

/** Of each orchestrator the cell with the highest success rate, and of several the fastest. */
function topScores(scored: readonly Scored[]): Record<string, TopScore> {
  const best = scored.toSorted(
    (a, b) =>
      b.score.success_rate - a.score.success_rate ||
      (a.latencyMs ?? Infinity) - (b.latencyMs ?? Infinity),
  );
  const top: Record<string, TopScore> = {};
  for (const { cell, score } of best) {
    const { region, orchestrator, model, pipeline } = cell;
    top[orchestrator] ??= { region, orchestrator, value: score.score, model, pipeline };
  }
  return top;
}

const decidedIn = ({ counts }: Sums): number => (counts.success ?? 0) + (counts.failed ?? 0);

/** The mean, each job at the upper bound of its bucket. */
function meanOf(histogram: Readonly<Record<string, number>>): number {
  const sum = Object.entries(histogram).reduce(
    (ms, [bucket, count]) => ms + (BOUNDS_MS[Number(bucket)] ?? 0) * count,
    0,
  );
  return sum / countIn(histogram);
}

const millionths = (fraction: number): number => Math.round(fraction * 1e6) / 1e6;
