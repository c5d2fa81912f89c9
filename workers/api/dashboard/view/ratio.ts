import { count, percent } from "./format.ts";
import { type Figure, unknown } from "./figure.ts";

type Counted = Readonly<{ good: number; valid: number; ppm: number | null }>;

/**
 * A ratio of the API as percent, with what it was made from.
 *
 * @param things   what was counted: `probes`
 * @param nothing  why it is not known, where nothing was counted
 */
export const ratioFigure = (
  metric: string,
  { good, valid, ppm }: Counted,
  things: string,
  nothing: string,
  about: Partial<Figure> = {},
): Figure =>
  ppm === null
    ? unknown(metric, nothing, about)
    : {
        metric,
        text: percent(ppm),
        unit: "%",
        n: `${count(valid)} ${things}`,
        made: `${count(good)} of ${count(valid)}`,
        ...about,
      };

/** A share in whole parts per million, rounded down, of counts that add; null of nothing. */
export const ppmOf = (good: number, valid: number): number | null =>
  valid === 0 ? null : Number((BigInt(good) * 1_000_000n) / BigInt(valid));

/** A ratio of counts that were added up here. */
export const sumRatio = (good: number, valid: number): Counted => ({
  good,
  valid,
  ppm: ppmOf(good, valid),
});
