import { HOUR_MS, hourOf, hourStart, nextHour } from "../../schema/sla/hour.ts";
import { PERIODS, type Period } from "../../schema/wire/compliance.ts";
import type { Hour } from "../../schema/wire/quantity.ts";
import type { Store } from "./store.ts";

/** The hours of a period that ends at `to`, half-open. */
export const periodBefore = (to: Hour, period: Period): { from: Hour; to: Hour } => ({
  from: hourOf(Math.max(0, hourStart(to) - PERIODS[period] * HOUR_MS)),
  to,
});

/** Where a period ends that nobody said: after the newest hour with decided jobs; null where nothing is published. */
export async function defaultEnd(store: Store): Promise<Hour | null> {
  const newest = await store.newestHourWithJobs();
  return newest === null ? null : nextHour(newest);
}
