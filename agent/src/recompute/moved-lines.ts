import { sloParts } from "./moved-slos.ts";
import type { MovedView } from "./moved-view.ts";
import type { Recomputed } from "./recompute.ts";

/** What another policy would move, for people: a line for each view of each workflow. */
export function movedLines({ from, to, before, after, moved }: Recomputed): string[] {
  return [
    `${from} to ${to}: policy ${before.join(", ")} → ${after}; nothing is published`,
    ...moved.flatMap(({ orchestrator, workflow, views }) =>
      (["any", "corroborated"] as const).map(
        (view) =>
          `${orchestrator} ${workflow ?? "all workflows"}, ${view}: ${viewLine(views[view])}`,
      ),
    ),
  ];
}

function viewLine({ before, after, owners, slos }: MovedView): string {
  const moved = Object.entries(owners).map(
    ([owner, points]) => `${owner} ${points > 0 ? "takes" : "gives back"} ${Math.abs(points)}`,
  );
  const scores = `score ${before.score} → ${after.score}, score_low ${before.score_low} → ${after.score_low}`;
  const provisional = after.provisional ? "provisional" : "no longer provisional";
  return [
    scores,
    ...(before.provisional === after.provisional ? [] : [provisional]),
    moved.length === 0 ? "no owner moved" : moved.join(", "),
    ...sloParts(slos),
  ].join("; ");
}
