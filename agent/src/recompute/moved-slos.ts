import type { Score, SloStatus } from "../../../schema/wire/compliance.ts";
import { type Sli, SLIS } from "../../../schema/wire/policy.ts";

/** What is told of an objective: what was attained, what was promised, and what is left. */
export type SloShown = Pick<SloStatus, "ppm" | "target_ppm" | "status" | "budget_left_ppm">;

/** Objectives that moved, each before and after; those that did not are left out. */
export type MovedSlos = Readonly<
  Partial<Record<Sli, Readonly<{ before: SloShown; after: SloShown }>>>
>;

/** Which objectives moved between two scores of the same jobs. */
export const movedSlos = (before: Score["slos"], after: Score["slos"]): MovedSlos =>
  Object.fromEntries(
    SLIS.map(
      (sli) => [sli, { before: shown(before[sli]), after: shown(after[sli]) }] as const,
    ).filter(([, moved]) => FIELDS.some((field) => moved.before[field] !== moved.after[field])),
  );

const FIELDS = ["ppm", "target_ppm", "status", "budget_left_ppm"] as const;

const shown = ({ ppm, target_ppm, status, budget_left_ppm }: SloStatus): SloShown => ({
  ppm,
  target_ppm,
  status,
  budget_left_ppm,
});

/** The same for people, a part of a line for each objective: what did not change is said once. */
export const sloParts = (moved: MovedSlos): string[] =>
  Object.entries(moved).map(([sli, { before, after }]) => {
    const part = (of: (slo: SloShown) => string) =>
      of(before) === of(after) ? of(before) : `${of(before)} → ${of(after)}`;
    return `SLO ${sli}: ${part(({ status }) => status)}, attained ${part(({ ppm }) => percent(ppm))} of ${part(({ target_ppm }) => percent(target_ppm))}, budget left ${part(({ budget_left_ppm }) => percent(budget_left_ppm))}`;
  });

const percent = (ppm: number | null): string => (ppm === null ? "unknown" : `${ppm / 10_000} %`);
