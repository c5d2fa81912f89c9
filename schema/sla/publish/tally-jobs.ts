import type { Policy } from "../../wire/policy.ts";
import { sumsOfJob } from "../job-sums.ts";
import { type Decider, measuringSide } from "./counting.ts";
import type { Joined } from "./join-jobs.ts";
import { targetsOf } from "./side-document.ts";
import type { Key, Tally } from "./tally.ts";

/** Adds what a job is worth, in the hour that decides it. Without an orchestrator it is nobody's. */
export function tallyDecided(tally: Tally, key: Key, decider: Decider, policy: Policy): void {
  if (key.orchestrator === null) return;
  const { decided, target } = decider;
  const sums = sumsOfJob(decided.entry, target.role, targetsOf(decider, policy), policy.weights);
  tally.add(key, sums, target.role === "gateway");
}

/** Adds a job's minutes, errors and bytes of the hour: from one side's windows, each window in its own hour. */
export function tallyMinutes(tally: Tally, key: Key, job: Joined): void {
  const side = measuringSide(job);
  if (side === null || side.inHour === null || key.orchestrator === null) return;
  tally.add(key, { counts: side.inHour }, side.target.role === "gateway");
}
