import type { PublishedHour } from "../../schema/wire/hour.ts";
import type { DueHour } from "./due-hours.ts";
import type { Effort } from "./effort.ts";
import type { Ports } from "./ports.ts";
import { type Refreshed, refreshHour } from "./refresh-hour.ts";
import type { Unfinished } from "./unfinished.ts";

/** New versions that one run makes: what is left waits for the next run. */
const HOURS_PER_RUN = 6;

/** What a run has done of hours so far. */
export type HoursOfRun = {
  published: PublishedHour[];
  /** Hours that were taken up, whatever became of them. */
  seen: number;
  /** What another run has to go on with, or is at. */
  unfinished: Unfinished | "underway" | null;
};

/** Publishes hours within what a run may do. An hour that fails is said and left for the next run, and stops no other. */
export function openRefresh(
  nowMs: number,
  ports: Ports,
  effort: Effort,
): Readonly<{ done: HoursOfRun; refresh: (hours: readonly DueHour[]) => Promise<void> }> {
  const done: HoursOfRun = { published: [], seen: 0, unfinished: null };
  const refresh = async (hours: readonly DueHour[]) => {
    for (const hour of hours) {
      if (done.published.length === HOURS_PER_RUN || done.unfinished !== null) break;
      done.seen += 1;
      try {
        const version = await refreshHour(hour, nowMs, ports, effort);
        if (version === "underway" || isUnfinished(version)) done.unfinished = version;
        else if (version !== "holds") done.published.push(version);
      } catch (error) {
        ports.log({ event: "hour.failed", hour: hour.hour, error: String(error) });
      }
    }
  };
  return { done, refresh };
}

/** Whether another run has to be asked for. */
export const isUnfinished = (refreshed: Refreshed | null): refreshed is Unfinished =>
  typeof refreshed === "object" && refreshed !== null && "runs" in refreshed;
