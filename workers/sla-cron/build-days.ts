import { dayOf } from "../../schema/sla/day.ts";
import { HOUR_MS, hourOf, hourStart } from "../../schema/sla/hour.ts";
import type { Hour } from "../../schema/wire/quantity.ts";
import { buildDayStep, builtDays, WHOLE } from "../store/build-day.ts";
import { madeFromOf } from "../store/built-days.ts";
import { latestVersionsIn } from "../store/hour-versions.ts";
import type { Ports } from "./ports.ts";
import { DAY_LIMITS, type DayLimits } from "./publication-limits.ts";

/** Days that are looked at: older ones have been built, and agents keep nothing of them. */
const DAYS_BACK = 32;

/** Requests to storage of one step. */
const STEP = 12;

/**
 * Adds up the days that have ended, and anew those of which an hour has a new version since: the newest first, a few
 * orchestrators at a time, so that a run which dies loses one step.
 *
 * @returns how many days are not whole yet
 */
export async function buildDays(
  nowMs: number,
  { db, mayAsk = () => true }: Pick<Ports, "db" | "mayAsk">,
  limits: DayLimits = DAY_LIMITS,
): Promise<number> {
  const today = dayOf(hourOf(nowMs));
  const from = hourOf(Math.max(0, hourStart(today) - DAYS_BACK * 24 * HOUR_MS));
  const wanted = await madeFromOf(await latestVersionsIn(db, { from, to: today }));
  const notes = new Map((await builtDays(db, { from, to: today })).map((note) => [note.day, note]));
  const isWhole = (day: Hour): boolean => {
    const note = notes.get(day);
    return note?.madeFrom === wanted.get(day) && note?.builtTo === WHOLE;
  };
  const due = [...wanted.keys()]
    .filter((day) => !isWhole(day))
    .toSorted()
    .toReversed();
  let left = limits.steps;
  for (const day of due)
    for (; left > 0 && mayAsk(STEP) && !isWhole(day); left--) {
      const madeFrom = wanted.get(day);
      if (madeFrom === undefined) break;
      const before = notes.get(day) ?? null;
      const { orchestrators } = limits;
      notes.set(day, await buildDayStep(db, { day, madeFrom, before, orchestrators }));
    }
  return due.filter((day) => !isWhole(day)).length;
}
