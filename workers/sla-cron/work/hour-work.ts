import type { HourFacts } from "../../../schema/sla/publish/hour-facts.ts";
import type { Policy } from "../../../schema/wire/policy.ts";
import type { Archive } from "../../store/archive.ts";
import type { WorkStreams } from "../../store/work-streams.ts";
import type { Progress } from "./progress.ts";

/** A version in the making, as the steps of one run share it. Steps change `progress`, which is saved when a run ends. */
export type HourWork = {
  readonly archive: Archive;
  readonly streams: WorkStreams;
  readonly policy: Policy;
  /** Whether this run has done as much as one may. */
  readonly isSpent: () => boolean;
  readonly log: (entry: object) => void;
  readonly progress: Progress;
  /** What steps have to know of the whole, once this run has read it. */
  facts: HourFacts | null;
  /** This run has done something that is worth keeping. */
  hasDone: boolean;
};
