import { delta } from "../../support/job-entry.ts";
import {
  address,
  AGENT,
  GATEWAY,
  jobEntry,
  line,
  object,
  pseudonym,
  T0,
  target,
} from "../../schema/sla/publish/scene.ts";
import type { RunLimits } from "../../../workers/sla-cron/effort.ts";
import { store } from "./bench.ts";

const OTHER = target(3, { orchestrator: address("bb"), node: address("b1"), shard: 1 });
/** The same agent after it moved to another shard. */
const MOVED = { ...AGENT, shard: 1 };
/** A minute after T0, Unix milliseconds. */
export const at = (minute: number) => T0 + minute * 60_000;

/** Two hours of two shards, an agent that moves from one to the other, and a job in every minute. */
export async function storeNetwork(minutes: readonly number[]): Promise<void> {
  for (const minute of minutes) {
    const job = jobEntry({
      job: pseudonym(minute + 100),
      request: pseudonym(minute + 100),
      started_at: at(minute - 2),
      orchestrator: minute % 2 === 0 ? address("aa") : address("bb"),
      delta: delta({ active_ms: 1000 }),
    });
    const agent = minute < 30 ? AGENT : MOVED;
    const own = [line(GATEWAY, minute - 2, { jobs: [job] })];
    const seen = line(minute % 2 === 0 ? agent : OTHER, minute - 2, { jobs: [job] });
    const lines = [[...own], [] as typeof own];
    lines[minute % 2 === 0 ? agent.shard : 1]?.push(seen);
    await store(object(minute, [GATEWAY, ...(agent.shard === 0 ? [agent] : [])], lines[0] ?? []));
    const there = [OTHER, ...(agent.shard === 1 ? [agent] : [])];
    await store(object(minute, there, lines[1] ?? [], { shard: 1 }));
  }
}

/** So little that every run does one step. */
export const TINY: RunLimits = {
  operations: 4,
  bytes: 1000,
  mostHeld: 1000,
  targetsPerPart: 1,
  jobsPerPart: 3,
  mostParts: 2,
};
