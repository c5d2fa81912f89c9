import type { Score } from "../../../../schema/wire/compliance.ts";
import type { Figure } from "./figure.ts";
import { count, words } from "./format.ts";

/** One part of the 100 points: what was delivered, or what was lost and to what. */
export type Part = Readonly<{
  key: string;
  kind: "delivered" | "failure" | "quality";
  label: string;
  /** In points of 100. */
  points: number;
  figure: Figure;
}>;

const LABELS: Record<string, string> = {
  capacity: "refused with an idle slot",
  model: "model failed",
  gpu: "GPU failed",
  orchestrator_network: "orchestrator's network",
  protocol: "protocol",
  unknown: "failed, cause unknown",
  delivered_frames: "frames not delivered",
  first_frame: "slow first frame",
  stability: "moved away from",
  e2e: "end-to-end latency",
};

/** What an owner of lost points is called. */
export const ownerLabel = (owner: string): string => LABELS[owner] ?? words(owner);

/**
 * The 100 points of a score: what was delivered, then every owner of a loss, the largest first. As shown, with two decimals,
 * the parts add up to 100.00: delivered is rounded down as the score is, and the losses share the rest by largest remainder.
 *
 * @returns nothing where no job was decided
 */
export function partsOf({ decided, credit_ppm, lost_ppm }: Score, window: string): Part[] {
  if (decided === 0) return [];
  const lost = [
    ...Object.entries(lost_ppm.failures).map(([key, ppm]) => ({
      kind: "failure" as const,
      key,
      ppm,
    })),
    ...Object.entries(lost_ppm.qualities).map(([key, ppm]) => ({
      kind: "quality" as const,
      key,
      ppm,
    })),
  ]
    .filter(({ ppm }) => ppm > 0)
    .toSorted((a, b) => b.ppm - a.ppm);
  const delivered = Math.floor(credit_ppm / (100 * decided));
  const shares = shareOut(
    10_000 - delivered,
    lost.map(({ ppm }) => ppm / (100 * decided)),
  );
  const part = (kind: Part["kind"], key: string, ppm: number, hundredths: number): Part => ({
    kind,
    key,
    label: kind === "delivered" ? "delivered" : ownerLabel(key),
    points: hundredths / 100,
    figure: {
      metric: kind === "delivered" ? "credit" : "points_lost",
      title: kind === "delivered" ? "Points delivered" : `Points lost: ${ownerLabel(key)}`,
      definition: kind === "delivered" ? undefined : DEFINITION[kind],
      text: hundredths === 0 && ppm > 0 ? "< 0.01" : (hundredths / 100).toFixed(2),
      unit: "points",
      n: `${count(decided)} decided jobs`,
      made: `${count(ppm)} ÷ (10,000 × ${count(decided)})`,
      window,
    },
  });
  return [
    part("delivered", "delivered", credit_ppm, delivered),
    ...lost.map(({ kind, key, ppm }, at) => part(kind, key, ppm, shares[at] ?? 0)),
  ];
}

/** Whole parts of a total, each near its exact value: rounded down, and what is left goes to the largest remainders. */
function shareOut(total: number, exact: readonly number[]): number[] {
  const parts = exact.map(Math.floor);
  const left = total - parts.reduce((sum, each) => sum + each, 0);
  const byRemainder = exact
    .map((value, at) => ({ at, remainder: value - Math.floor(value) }))
    .toSorted((a, b) => b.remainder - a.remainder);
  for (const { at } of byRemainder.slice(0, left)) parts[at] = (parts[at] ?? 0) + 1;
  return parts;
}

const DEFINITION = {
  failure:
    "Failed jobs deliver nothing: each loses its whole share of the score to the cause of its failure.",
  quality: "What successful jobs lost by this quality, by its weight in the policy.",
} as const;

/** Points with two decimals; what is more than nothing is never shown as 0.00. */
export const pointsText = (points: number): string =>
  points > 0 && points < 0.005 ? "< 0.01" : points.toFixed(2);
