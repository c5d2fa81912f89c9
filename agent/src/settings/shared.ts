import { openSessions, type Sessions } from "../collectors/node-log/sessions.ts";
import type { IdleSlot } from "../collectors/node-log/track-sessions.ts";
import { runnerReadings, type RunnerReadings } from "../collectors/runner/runner-readings.ts";
import type { RunnerSettings } from "../collectors/runner/runner-settings.ts";
import { hostReadings, type HostReadings } from "../host-readings.ts";
import type { Host } from "../host.ts";

/** What a restart has to remember. */
export type LastRun = Readonly<{
  /** Names jobs the same after a restart, and cannot be searched for. */
  salt: string;
  /** The end of the last sealed minute, Unix milliseconds; null for an agent that never ran. */
  since: number | null;
}>;

/** What collectors take from the process; without an agent nobody hears of runners, and no job is open. */
type Surroundings = Pick<Host, "stdin"> & Pick<RunnerSettings, "isOpen" | "onStartup">;

/** What the collectors of one host tell one another. */
export type Shared = LastRun &
  HostReadings &
  Surroundings &
  Readonly<{
    runners: RunnerReadings;
    sessions: Sessions;
    idleSlot: IdleSlot;
  }>;

/** Collectors that have told one another nothing yet. */
export function newShared(
  last: LastRun,
  surroundings: Surroundings,
  readings: HostReadings = hostReadings(),
): Shared {
  const runners = runnerReadings();
  /** By the runners' health: one that is idle is a slot that is; runners that nobody sees tell nothing. */
  const idleSlot: IdleSlot = (pipeline, model) => {
    const of = runners.latest().filter((one) => one.pipeline === pipeline && one.model === model);
    return of.length === 0 ? null : of.some(({ health }) => health === "IDLE");
  };
  return {
    ...last,
    ...surroundings,
    ...readings,
    runners,
    sessions: openSessions(last.salt),
    idleSlot,
  };
}
