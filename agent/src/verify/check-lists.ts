import { listedScores } from "../../../schema/sla/scores-list.ts";
import { sha256 } from "../../../schema/wire/canonical.ts";
import type { Period } from "../../../schema/wire/compliance.ts";
import type { Sha256 } from "../../../schema/wire/identifier.ts";
import type { ListedScores, ScoresPack } from "../../../schema/wire/scores.ts";
import type { ReadScores } from "../published/read-scores.ts";
import { compare, differences, type Finding } from "./finding.ts";

/**
 * What lists show of packs must be what was recomputed for these, over the periods that are checked. Packs that were not
 * recomputed are not looked at.
 */
export async function checkLists(
  lists: ReadScores["lists"],
  recomputed: ReadonlyMap<Sha256, ScoresPack>,
  periods: readonly Period[],
): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const { range, path, bytes, is } of lists) {
    findings.push(...compare(`SHA-256 of ${path}`, range.digest, await sha256(bytes)));
    for (const { digest, to, scores } of is.packs) {
      const pack = recomputed.get(digest);
      if (pack === undefined) continue;
      const expected = { to: pack.to, ...byName(listedScores(pack.periods), periods) };
      findings.push(...differences("list", { to, ...byName(scores, periods) }, expected));
    }
  }
  return findings;
}

/** By whose they are, and the period. */
const byName = (scores: readonly ListedScores[], periods: readonly Period[]) =>
  Object.fromEntries(
    scores.map(({ orchestrator, periods: own, ...rest }) => [
      orchestrator,
      { ...rest, ...Object.fromEntries(periods.map((period) => [period, own[period]])) },
    ]),
  );
