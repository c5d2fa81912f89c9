import type { JobDelta } from "../../wire/job-entry.ts";
import type { Policy } from "../../wire/policy.ts";
import type { Hour } from "../../wire/quantity.ts";
import type { Counter, Sums } from "../../wire/rollup.ts";
import { sumsOfJob } from "../job-sums.ts";
import { countsOf } from "../sums.ts";
import { type Decider, entriesIn, measuringSide } from "./counting.ts";
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
export function tallyMinutes(tally: Tally, key: Key, job: Joined, hour: Hour): void {
  const side = measuringSide(job, hour);
  if (side === null || key.orchestrator === null) return;
  for (const { entry } of entriesIn(side, hour))
    tally.add(key, sumsOfDelta(entry.delta), side.target.role === "gateway");
}

const SAME = [
  "active_ms",
  "stall_ms",
  "samples",
  "zero_samples",
  "errors",
  "user_errors",
  "restarts",
  "bytes_received",
  "bytes_sent",
] as const satisfies readonly Counter[];

function sumsOfDelta(delta: JobDelta): Partial<Sums> {
  const counts: Partial<Record<Counter, number>> = {};
  for (const name of SAME) counts[name] = delta[name];
  return { counts: countsOf({ ...counts, milli_frames: Math.floor(delta.milli_fps_ms / 1000) }) };
}
