import { hourOf } from "../../schema/sla/hour.ts";

/** A number of windows for each hour. */
export type WindowsByHour = Readonly<Record<string, number>>;

/** Counts windows by the hour of their start. */
export function windowsByHour(starts: readonly number[]): WindowsByHour {
  const counts: Record<string, number> = {};
  for (const start of starts) {
    const hour = hourOf(start);
    counts[hour] = (counts[hour] ?? 0) + 1;
  }
  return counts;
}

/** The sum of such counts. */
export function addWindows(a: WindowsByHour, b: WindowsByHour): WindowsByHour {
  const sum = { ...a };
  for (const [hour, count] of Object.entries(b)) sum[hour] = (sum[hour] ?? 0) + count;
  return sum;
}
