import type { OrchestratorRow } from "../../../../schema/wire/api/orchestrators.ts";
import { type Figure, unknown } from "./figure.ts";
import { count, points } from "./format.ts";
import { span } from "./time.ts";

/** What a score is shown with: itself, and the least that its evidence bears. */
export type ScoreShown = Readonly<{
  score: Figure;
  low: Figure;
  /** Where the band begins and ends, in points; null without a decided job. */
  band: Readonly<{ from: number; to: number }> | null;
  provisional: boolean;
}>;

type View = Pick<OrchestratorRow["views"]["any"], "score" | "score_low" | "provisional"> &
  Readonly<{ credit_ppm: number; n: number }>;

/** Which view of the evidence a page shows. */
export type Witness = "any" | "corroborated";

const NOTHING: Record<Witness, string> = {
  any: "no job was decided in this time",
  corroborated: "no registered gateway saw a decided job in this time",
};

/** A score with its confidence, of one view. */
export function scoreShown(
  view: View,
  witness: Witness,
  window: Readonly<{ from: string; to: string }>,
): ScoreShown {
  const about = {
    n: `${count(view.n)} decided job${view.n === 1 ? "" : "s"}`,
    made: `100 × ${count(view.credit_ppm)} ÷ (1,000,000 × ${count(view.n)})`,
    window: span(window.from, window.to),
    evidence: witness === "any" ? "all evidence" : "jobs that a registered gateway saw",
    provisional: view.provisional,
  };
  const { score, score_low: low } = view;
  if (score === null)
    return {
      score: unknown("score", NOTHING[witness], about),
      low: unknown("score_low", NOTHING[witness], about),
      band: null,
      provisional: false,
    };
  const { made: _, ...aboutLow } = about;
  return {
    score: { metric: "score", text: points(score), ...about },
    low:
      low === null
        ? unknown("score_low", "it needs decided jobs", aboutLow)
        : { metric: "score_low", text: points(low), ...aboutLow },
    band: { from: low ?? 0, to: score },
    provisional: view.provisional,
  };
}
