import type { Score } from "../../../schema/wire/compliance.ts";

/** Who lost how much: a cause of failed jobs or a quality of delivered ones, in hundredths of a point. */
export type PointsLost = Readonly<{
  owner: keyof Score["lost_ppm"]["failures"] | keyof Score["lost_ppm"]["qualities"];
  hundredths: number;
}>;

/**
 * The points lost, the largest first; together exactly what is missing to 100. Each is rounded down, and what that
 * leaves is the largest's: the score itself is rounded down too.
 */
export function pointsLost({ score, decided, lost_ppm }: Score): PointsLost[] {
  if (score === null) return [];
  const lost = Object.entries({ ...lost_ppm.failures, ...lost_ppm.qualities })
    .map(([owner, ppm]) => ({ owner, hundredths: Math.floor(ppm / (100 * decided)) }) as PointsLost)
    .toSorted((a, b) => b.hundredths - a.hundredths || (a.owner < b.owner ? -1 : 1));
  const missing = 10_000 - Math.round(score * 100);
  const rest = missing - lost.reduce((sum, { hundredths }) => sum + hundredths, 0);
  return lost
    .map((each, i) => (i === 0 ? { ...each, hundredths: each.hundredths + rest } : each))
    .filter(({ hundredths }) => hundredths > 0);
}
