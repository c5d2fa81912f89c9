import type { Score } from "../../../../schema/wire/compliance.ts";
import type { Policy, Quality } from "../../../../schema/wire/policy.ts";
import { type Figure, unknown } from "./figure.ts";
import { count, labelOf } from "./format.ts";
import { pointsText } from "./lost.ts";

/** One quality of a score. */
export type WeightShown = Readonly<{
  quality: Quality;
  label: string;
  weight: number;
  lost: Figure;
  unobserved: string;
}>;

/** The qualities of a score by the policy's weights. */
export const weightsShown = ({ weights }: Policy, score: Score, window: string): WeightShown[] =>
  (Object.keys(weights) as Quality[]).map((quality) => {
    const lost = score.lost_ppm.qualities[quality] ?? 0;
    const about = {
      title: `Points lost: ${labelOf(quality)}`,
      definition: "What successful jobs lost by this quality, in points of the whole score.",
      window,
    };
    return {
      quality,
      label: labelOf(quality),
      weight: weights[quality],
      lost:
        score.decided === 0
          ? unknown("points_lost", "no job was decided", about)
          : {
              metric: "points_lost",
              text: pointsText(lost / (10_000 * score.decided)),
              unit: "points",
              ...about,
            },
      unobserved: `${count(score.unobserved[quality] ?? 0)} of ${count(score.decided)}`,
    };
  });
