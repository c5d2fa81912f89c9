import type { Address } from "../../wire/identifier.ts";
import type { Hour } from "../../wire/quantity.ts";
import type { Target } from "../../wire/target.ts";
import { WINDOW_MS } from "../../wire/window.ts";
import { hourStart, previousHour } from "../hour.ts";
import { MINUTE } from "./account.ts";
import type { Decider } from "./counting.ts";
import type { Joined } from "./join-jobs.ts";
import type { Key } from "./row.ts";
import type { Tally } from "./tally.ts";

/** Minutes in which an orchestrator's agent was there and could see jobs. */
export type Attendance = Readonly<{
  get(orchestrator: Address): Readonly<{ has(minuteMs: number): boolean }> | undefined;
}>;

/** From what each target's accounts of the hour before and the hour say of their minutes. */
export function attendanceFrom(
  all: Iterable<Readonly<{ target: Target; minutes: string }>>,
  hour: Hour,
): Attendance {
  const own = new Map<Address, string[]>();
  for (const { target, minutes } of all)
    if (target.orchestrator !== null) {
      const others = own.get(target.orchestrator);
      if (others === undefined) own.set(target.orchestrator, [minutes]);
      else others.push(minutes);
    }
  const firstMs = hourStart(previousHour(hour));
  return {
    get(orchestrator) {
      const minutes = own.get(orchestrator);
      if (minutes === undefined) return undefined;
      const has = (minuteMs: number): boolean =>
        minutes.some((each) => each[(minuteMs - firstMs) / WINDOW_MS] === MINUTE.saw);
      return { has };
    },
  };
}

/**
 * Adds one job that a gateway decided to `reporting`: where the orchestrator's agent was there when it began (or at the
 * first minute we look at), it should have reported it. A job that an absent agent reported is no more asked for than one that it
 * did not: else who says that he cannot see would be asked for those alone that he tells of.
 */
export function tallyReporting(
  tally: Tally,
  key: Key,
  { orchestrator }: Joined,
  { target, latest }: Decider,
  attendance: Attendance,
  hour: Hour,
): void {
  if (target.role !== "gateway" || key.orchestrator === null) return;
  const from = Math.max(latest.started_at, hourStart(previousHour(hour)));
  const minute = Math.floor(from / WINDOW_MS) * WINDOW_MS;
  if (!attendance.get(key.orchestrator)?.has(minute)) return;
  const counts = { gateway_saw: 1, ...(orchestrator !== null && { agent_reported: 1 }) };
  tally.add(key, { counts }, true);
}
