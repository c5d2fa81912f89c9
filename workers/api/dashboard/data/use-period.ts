import { useLocation } from "preact-iso";
import { periodOf, type PeriodName, wordOf } from "../view/query.ts";
import type { Witness } from "../view/score.ts";

/** The views of the evidence. */
export const WITNESSES = ["any", "corroborated"] as const;

/** What they are called. */
export const WITNESS_LABELS = { any: "All evidence", corroborated: "Corroborated" } as const;

/** Period and view that the URL asks for. */
export function usePeriod(): Readonly<{ period: PeriodName; witness: Witness }> {
  const { query } = useLocation();
  return { period: periodOf(query), witness: wordOf(query, "witness", WITNESSES, "any") };
}
