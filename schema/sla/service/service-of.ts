import type { Objective, Service, Watched } from "../../wire/watched.ts";
import { OBJECTIVES } from "../../wire/watched.ts";
import { ppmOf } from "../quotient.ts";
import { CHECK_MS } from "./count-check.ts";

/** What a deployment promises of itself, in parts per million of the checks of 30 days. */
const TARGETS_PPM: Readonly<Record<Objective, number>> = {
  scraping: 995_000,
  coverage: 990_000,
  publication: 990_000,
};

const PERIOD_CHECKS = (30 * 86_400_000) / CHECK_MS;

/**
 * How well a deployment kept its objectives over the last 30 days (whole UTC days). A check that was due and never made counts
 * against each: whoever does not watch cannot say that all was well.
 */
export function serviceOf(watched: Watched, nowMs: number): Service {
  const checkNow = Math.floor(nowMs / CHECK_MS);
  const from = Math.max(watched.first_check, checkNow - PERIOD_CHECKS);
  const firstDay = new Date(from * CHECK_MS).toISOString().slice(0, 10);
  const days = watched.days.filter(({ day }) => day >= firstDay);
  const made = days.reduce((sum, { checks }) => sum + checks, 0);
  // The check of this moment may still come.
  const due = Math.max(made, checkNow - from);
  return {
    checked_at: new Date(watched.last_check * CHECK_MS).toISOString(),
    checks: { made, due },
    objectives: OBJECTIVES.map((objective) => {
      const good = days.reduce((sum, day) => sum + day.good[objective], 0);
      const told = days.reduce((sum, day) => sum + day.valid[objective], 0);
      const valid = told + due - made;
      const ppm = ppmOf(good, valid);
      const target = TARGETS_PPM[objective];
      return {
        objective,
        good,
        valid,
        ppm,
        target_ppm: target,
        met: ppm === null ? null : ppm >= target,
      };
    }),
    firing: watched.firing
      .filter(({ ended_at }) => ended_at === null)
      .map(({ alert, since }) => ({ alert, since: new Date(since).toISOString() })),
  };
}
