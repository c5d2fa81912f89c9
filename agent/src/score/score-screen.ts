import type { Score } from "../../../schema/wire/compliance.ts";
import { PLAIN_WORDS } from "./plain-words.ts";
import { pointsLost } from "./points-lost.ts";
import type { PulledScore } from "./score-windows.ts";
import { UNKNOWN_HERE } from "./unknown-here.ts";

/** One screen on an orchestrator's SLA: the score, what it lost, and what would raise it, the largest loser first. */
export function scoreScreen(compliance: PulledScore): string[] {
  const { orchestrator, period, from, to, workflow, views, open, completeness } = compliance;
  const { any, corroborated } = views;
  const span = `${period === null ? "" : `${period}: `}${shown(from)} to ${shown(to)} UTC${open ? ", not over yet" : ""}`;
  const head = [orchestrator, `${span}${workflow === null ? "" : `, ${workflow}`}`, ""];
  if (any.score === null)
    return [...head, "  No job is decided yet: there is no score.", ...excusesOf(any)];
  return [
    ...head,
    `  score      ${points(any.score)}  of 100, over ${any.decided} decided jobs: ${any.success} succeeded, ${any.failed} failed`,
    `  score_low  ${points(any.score_low)}  what a cautious gateway ranks by`,
    ...(any.provisional ? ["  provisional: too few jobs for a score to rely on"] : []),
    ...excusesOf(any),
    "",
    ...losses(any),
    ...raises(compliance),
    "",
    corroborated.score === null
      ? "  No gateway that we know saw these jobs: they are your own agent's word."
      : `  A registered gateway saw ${corroborated.decided} of them: ${points(corroborated.score).trim()} in that view.`,
    ...(completeness.ppm === null
      ? []
      : [`  completeness  ${completeness.good} of ${completeness.valid} minutes have a window`]),
    `  ${UNKNOWN_HERE}`,
  ];
}

function losses(score: Score): string[] {
  const lost = pointsLost(score);
  if (lost.length === 0) return ["  Nothing was lost."];
  const all = lost.reduce((sum, { hundredths }) => sum + hundredths, 0);
  return [
    `  ${hundred(all)} points were lost:`,
    ...lost.map(
      ({ owner, hundredths }) =>
        `    ${hundred(hundredths).padStart(6)}  ${owner.padEnd(20)}  ${PLAIN_WORDS[owner].lost}`,
    ),
  ];
}

/** What would raise the score, then what would raise `score_low` alone. */
function raises({ views: { any }, completeness }: PulledScore): string[] {
  const advice = pointsLost(any).map(
    ({ owner, hundredths }) => `+${hundred(hundredths)}  ${PLAIN_WORDS[owner].raise}`,
  );
  const low = [
    ...(completeness.ppm !== null && completeness.ppm < 1_000_000
      ? [
          `score_low  let the agent run through: ${completeness.good} of ${completeness.valid} minutes have a window`,
        ]
      : []),
    ...(any.provisional ? ["score_low  more jobs: with each, less of it is doubt"] : []),
  ];
  const lines = [...advice, ...low];
  return lines.length === 0
    ? []
    : ["", "  What would raise it:", ...lines.map((line, i) => `    ${i + 1}. ${line}`)];
}

const excusesOf = ({ excused, self_excused }: Score): string[] =>
  excused === 0
    ? []
    : [
        `  excused    ${excused} jobs count for nothing${self_excused > 0 ? `; ${self_excused} of them only by your own agent's word, and failed in score_low` : ""}`,
      ];

const points = (of: number | null): string => (of === null ? "unknown" : of.toFixed(2).padStart(6));
const hundred = (hundredths: number): string => (hundredths / 100).toFixed(2);
const shown = (hour: string): string => hour.slice(0, 16).replace("T", " ");
