import type { Address } from "../../wire/identifier.ts";
import type { Hour } from "../../wire/quantity.ts";
import { type Window, WINDOW_MS } from "../../wire/window.ts";
import { hourStart, previousHour } from "../hour.ts";
import type { Received } from "./collect-windows.ts";
import type { Decider } from "./counting.ts";
import type { Joined } from "./join-jobs.ts";
import type { Key, Tally } from "./tally.ts";

/** Collectors from which an agent knows of jobs. */
const JOB_COLLECTORS: readonly Window["collectors"][number]["name"][] = [
  "trickle",
  "node-log",
  "events",
  "ingest",
];

/** Minutes in which an orchestrator's agent was there and could see jobs. */
export type Attendance = ReadonlyMap<Address, ReadonlySet<number>>;

/** From the windows of orchestrators' agents that were received. */
export function attendanceOf(windows: readonly Received[]): Attendance {
  const attendance = new Map<Address, Set<number>>();
  for (const { target, window, equivocated } of windows) {
    if (target.orchestrator === null || equivocated || !sawJobs(window)) continue;
    const minutes = attendance.get(target.orchestrator) ?? new Set();
    attendance.set(target.orchestrator, minutes.add(window.start));
  }
  return attendance;
}

/**
 * Adds one job that a gateway decided to `reporting`: where the orchestrator's agent was there when it began (or at the
 * first minute we look at), it should have reported it.
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
  if (orchestrator === null && !attendance.get(key.orchestrator)?.has(minute)) return;
  const counts = { gateway_saw: 1, ...(orchestrator !== null && { agent_reported: 1 }) };
  tally.add(key, { counts }, true);
}

const sawJobs = ({ collectors }: Window): boolean =>
  collectors.some(({ name, status }) => JOB_COLLECTORS.includes(name) && status === "ok");
