import type { Compliance, Period } from "../../schema/wire/compliance.ts";
import { Scores } from "../../schema/wire/scores.ts";
import type { StoredBytes } from "../store/snapshots.ts";

/** The document of the last publication; null before the first. */
export const readScores = (found: StoredBytes | null): Scores | null =>
  found && Scores.parse(JSON.parse(new TextDecoder().decode(found.body)));

/** The scores of one period as the last publication computed them; none before the first. */
export function scoresOf(document: Scores | null, period: Period): Compliance[] {
  if (document === null) return [];
  const { from, to, open, hours, scores } = document.periods[period];
  return scores.map((score) => ({ ...score, period, from, to, open, hours }));
}
