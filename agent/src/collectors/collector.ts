import type { Observation } from "../../../schema/wire/observation.ts";
import type { CollectorHealth } from "../../../schema/wire/window.ts";

/** What a collector is given. It never sees the store, the process, or another collector. */
export type CollectorPorts = Readonly<{
  /** Keeps observations whose ids are pseudonyms already; committed when it returns. */
  accept: (observations: readonly Observation[]) => void;
  /** Counts facts that could not be read, and logs the reason: a code or a short sentence, never what was read. */
  refuse: (reason: string, count?: number) => void;
  /** Says how the source is. `absent`: there is nothing to read here, which is no fault. */
  report: (status: CollectorHealth["status"], reason: string | null) => void;
  /** Unix milliseconds. */
  now: () => number;
  /** A number in [0, 1). */
  random: () => number;
  /** Resolves after so many milliseconds, or at once when the agent stops. */
  sleep: (ms: number) => Promise<void>;
  /** Aborted when the agent stops. */
  stop: AbortSignal;
}>;

/**
 * One source of observations. `run` reads until `stop` is aborted or the source ends; what it throws is reported as
 * `failing` and it is run again, later and later.
 */
export type Collector = Readonly<{
  name: CollectorHealth["name"];
  run: (ports: CollectorPorts) => Promise<void>;
}>;
