import type { TrendSpan } from "../../../../schema/wire/api/orchestrators.ts";
import { type Figure, unknown } from "./figure.ts";
import { many, points } from "./format.ts";
import type { PeriodName } from "./query.ts";
import type { Witness } from "./score.ts";

/** How a score moved: by how much, and the line that it drew. */
export type TrendShown = Figure &
  Readonly<{
    direction: "up" | "down" | "same" | null;
    /** Points of the table's small line, from 0 to 1 both ways, upwards; null where no job was decided. */
    line: readonly (Readonly<{ x: number; y: number }> | null)[];
    value: number | null;
  }>;

/** The first of the API's four spans that a period is made of. The longest has none before it: its last 7 days are compared. */
const FIRST: Record<PeriodName, number> = { "1h": 3, "24h": 2, "7d": 1, "30d": 1 };
const NOW: Record<PeriodName, string> = {
  "1h": "the last hour",
  "24h": "the last 24 h",
  "7d": "the last 7 days",
  "30d": "the last 7 days",
};
const BEFORE = ["the 23 days before", "the 6 days before", "the 23 hours before"];
const SPANS = ["30 to 7 days ago", "7 days to 24 h ago", "24 h to 1 h ago", "the last hour"];

/** A line is at least so many points high, so that little does not look like much. */
const LEAST_HEIGHT = 10;

/** The trend of an orchestrator's score. */
export function trendShown(
  spans: readonly TrendSpan[],
  witness: Witness,
  period: PeriodName,
): TrendShown {
  const first = FIRST[period];
  const scores = spans.map(({ views }) => views[witness].score);
  const now = scoreOf(spans.slice(first), witness);
  const before = scoreOf(spans.slice(first - 1, first), witness);
  const line = lineOf(scores);
  const about = {
    title: "Trend",
    definition: `The score of ${NOW[period]} less that of ${BEFORE[first - 1]}. The line goes from 30 days ago to the last hour.`,
    made: spans
      .map(({ views }, i) => {
        const { score, n } = views[witness];
        return `${SPANS[i]}: ${score === null ? "no job" : `${points(score)} of ${many(n, "job")}`}`;
      })
      .join("; "),
  };
  if (now === null || before === null) {
    const why = "no job was decided in one of the two times";
    return { ...unknown("trend", why, about), direction: null, line, value: null };
  }
  const value = Math.round((now - before) * 100) / 100;
  const direction = value > 0 ? "up" : value < 0 ? "down" : "same";
  const sign = value > 0 ? "+" : value < 0 ? "−" : "±";
  return {
    metric: "trend",
    text: `${sign}${points(Math.abs(value))}`,
    ...about,
    direction,
    line,
    value,
  };
}

function scoreOf(spans: readonly TrendSpan[], witness: Witness): number | null {
  const views = spans.map((each) => each.views[witness]);
  const n = views.reduce((sum, view) => sum + view.n, 0);
  const credit = views.reduce((sum, view) => sum + view.credit_ppm, 0);
  return n === 0 ? null : Math.floor(credit / (100 * n)) / 100;
}

function lineOf(scores: readonly (number | null)[]): TrendShown["line"] {
  const known = scores.filter((score) => score !== null);
  const [low, high] = [Math.min(...known), Math.max(...known)];
  const height = Math.max(LEAST_HEIGHT, high - low);
  const bottom = (low + high - height) / 2;
  return scores.map((score, i) =>
    score === null ? null : { x: i / Math.max(1, scores.length - 1), y: (score - bottom) / height },
  );
}
