import { expect, it } from "vitest";
import { PARTY } from "./party.ts";
import { A, B, complianceIn, hourFrom } from "./stage.ts";

type Ratio = { good: number; valid: number; ppm: number | null };

/** Everything in a document that has a denominator. */
const ratiosIn = (value: unknown): Ratio[] => {
  if (typeof value !== "object" || value === null) return [];
  const own = "valid" in value && "ppm" in value ? [value as Ratio] : [];
  return [...own, ...Object.values(value).flatMap(ratiosIn)];
};

/** METRICS.md §6, AC11. */
it("AC11: every published ratio is its numerator by its denominator, and null where there is none", async () => {
  const hour = await hourFrom(PARTY);
  const nobody = await complianceIn(await hourFrom([]), A);
  const documents = [await complianceIn(hour, A), await complianceIn(hour, B), nobody];
  const ratios = documents.flatMap(ratiosIn);
  expect(ratios.length).toBeGreaterThan(50);
  for (const { good, valid, ppm } of ratios) {
    expect(good).toBeLessThanOrEqual(valid);
    expect(ppm).toBe(valid === 0 ? null : Math.floor((good * 1_000_000) / valid));
  }
  for (const { score, score_low, mean_fps, decided } of [
    nobody.views.any,
    nobody.views.corroborated,
  ])
    expect([score, score_low, mean_fps, decided]).toEqual([null, null, null, 0]);
});
