import { Period, type Score } from "../wire/compliance.ts";
import type { Address, Sha256 } from "../wire/identifier.ts";
import type { ListedPack, ListedScores, ScoreRow, ScoresPack } from "../wire/scores.ts";

/** What a list shows of a pack. @param digest  of the pack's bytes */
export const listedPack = (digest: Sha256, { to, periods }: ScoresPack): ListedPack => ({
  digest,
  to,
  scores: listedScores(periods),
});

/** Each orchestrator of these scores over all of its workflows, by address. */
export function listedScores(
  periods: Readonly<Record<Period, Readonly<{ scores: readonly ScoreRow[] }>>>,
): ListedScores[] {
  const listed = new Map<Address, ListedScores>();
  for (const period of Period.options)
    for (const row of periods[period].scores) {
      if (row.workflow !== null) continue;
      const { orchestrator, trust, policy, completeness, availability, views } = row;
      const own = listed.get(orchestrator) ?? { orchestrator, trust, policy, periods: {} };
      own.periods[period] = {
        views: { any: listedView(views.any), corroborated: listedView(views.corroborated) },
        completeness,
        availability,
      };
      listed.set(orchestrator, own);
    }
  return [...listed.values()].toSorted(byAddress);
}

const listedView = ({ score, score_low, provisional, credit_ppm, decided }: Score) => ({
  score,
  score_low,
  provisional,
  credit_ppm,
  n: decided,
});

const byAddress = (a: ListedScores, b: ListedScores): number =>
  a.orchestrator < b.orchestrator ? -1 : 1;
