import type { Score } from "../../../schema/wire/compliance.ts";
import { type MovedSlos, movedSlos } from "./moved-slos.ts";

type Shown = Pick<Score, "score" | "score_low" | "decided" | "provisional">;

/**
 * A score before and after, how many points each owner takes more (or, negative, less) than before, and the objectives whose
 * target, status or budget is another.
 */
export type MovedView = Readonly<{
  before: Shown;
  after: Shown;
  /** Points by owner, `failures.<cause>` or `qualities.<quality>`; what did not move is left out. */
  owners: Readonly<Record<string, number>>;
  slos: MovedSlos;
}>;

/** What moved between two scores of the same jobs. */
export function movedView(before: Score, after: Score): MovedView {
  const [a, b] = [pointsLost(before), pointsLost(after)];
  const owners = [...new Set([...Object.keys(a), ...Object.keys(b)])].flatMap((owner) => {
    const points = Math.round(((b[owner] ?? 0) - (a[owner] ?? 0)) * 100) / 100;
    return points === 0 ? [] : [[owner, points] as const];
  });
  return {
    before: shown(before),
    after: shown(after),
    owners: Object.fromEntries(owners),
    slos: movedSlos(before.slos, after.slos),
  };
}

const shown = ({ score, score_low, decided, provisional }: Score): Shown => ({
  score,
  score_low,
  decided,
  provisional,
});

/** Points of 100 by owner. */
function pointsLost({ lost_ppm, decided }: Score): Record<string, number> {
  const points = (lost: number | undefined) => (lost ?? 0) / (10_000 * Math.max(1, decided));
  return Object.fromEntries(
    (["failures", "qualities"] as const).flatMap((kind) =>
      Object.entries(lost_ppm[kind]).map(([owner, lost]) => [`${kind}.${owner}`, points(lost)]),
    ),
  );
}
