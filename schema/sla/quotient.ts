import type { Ratio } from "../wire/compliance.ts";

/** ⌊a ÷ b⌋ for any sign of a. b is positive. */
export const floorDivide = (a: bigint, b: bigint): bigint => (a % b < 0n ? a / b - 1n : a / b);

/** ⌈a ÷ b⌉ for any sign of a. b is positive. */
export const ceilDivide = (a: bigint, b: bigint): bigint => -floorDivide(-a, b);

/** ⌊part × scale ÷ whole⌋, exact where doubles would not be. `whole` is positive, all are integers. */
export const scaled = (part: number, scale: number, whole: number): number =>
  Number(floorDivide(BigInt(part) * BigInt(scale), BigInt(whole)));

/** A share in parts per million, rounded down, at most 10⁶; null of nothing: unknown is not zero. */
export const ppmOf = (good: number, valid: number): number | null =>
  valid === 0 ? null : Math.min(1_000_000, scaled(good, 1_000_000, valid));

/** A ratio with its numerator and its denominator. */
export const ratioOf = (good: number, valid: number): Ratio => ({
  good,
  valid,
  ppm: ppmOf(good, valid),
});
