import { HOUR_MS, hourOf } from "../../schema/sla/hour.ts";
import type { Hour } from "../../schema/wire/quantity.ts";
import { retirableHours, retireHour, retireSums } from "../store/retire.ts";
import type { Ports } from "./ports.ts";
import { RETIRED_PER_RUN } from "./publication-limits.ts";

/** Deletes what is older than it is kept, the oldest first, a few hours of each kind at most. */
export async function retire(
  nowMs: number,
  { db, archive, retention }: Pick<Ports, "db" | "archive" | "retention">,
  most = RETIRED_PER_RUN,
): Promise<readonly Hour[]> {
  if (retention === undefined) return [];
  const rawBefore = hourOf(Math.max(0, nowMs - retention.rawDays * 24 * HOUR_MS));
  const retired = await retirableHours(db, rawBefore, most);
  for (const hour of retired) await retireHour(db, archive, hour);
  const sumsBefore = hourOf(monthsBefore(nowMs, retention.rollupMonths));
  for (let hours = 0; hours < most; hours++) if (!(await retireSums(db, sumsBefore))) break;
  return retired;
}

/** Midnight UTC of the same day of a month before; where that has no such day, of the first day of the month after it. */
export function monthsBefore(nowMs: number, months: number): number {
  const now = new Date(nowMs);
  return Math.max(0, Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - months, now.getUTCDate()));
}
