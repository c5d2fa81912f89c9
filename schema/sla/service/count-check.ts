import { type CheckedDay, OBJECTIVES, type Objective } from "../../wire/watched.ts";

/** A deployment checks itself once in five minutes. */
export const CHECK_MS = 300_000;

/** Days that are remembered: 30 whole ones and the one that runs. */
const DAYS = 31;

const none = (day: string): CheckedDay => ({
  day,
  checks: 0,
  valid: { scraping: 0, coverage: 0, publication: 0 },
  good: { scraping: 0, coverage: 0, publication: 0 },
});

/** The days with one check more. @param kept  per objective whether it was kept; null is not known */
export function countCheck(
  days: readonly CheckedDay[],
  nowMs: number,
  kept: Readonly<Record<Objective, boolean | null>>,
): CheckedDay[] {
  const day = new Date(nowMs).toISOString().slice(0, 10);
  const before = days.find((each) => each.day === day) ?? none(day);
  const add = (counts: CheckedDay["good"], counted: (kept: boolean | null) => boolean) =>
    Object.fromEntries(
      OBJECTIVES.map((name) => [name, counts[name] + (counted(kept[name]) ? 1 : 0)]),
    ) as CheckedDay["good"];
  const today = {
    day,
    checks: before.checks + 1,
    valid: add(before.valid, (is) => is !== null),
    good: add(before.good, (is) => is === true),
  };
  return [...days.filter((each) => each.day !== day), today].slice(-DAYS);
}
