import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { DEFAULT_POLICY } from "../schema/sla/policy.ts";
import { openWorkStreams } from "../workers/store/work-streams.ts";
import type { Archive } from "../workers/store/archive.ts";
import { RUN_LIMITS } from "../workers/sla-cron/effort.ts";
import { packJobs, packRows, tallyPart } from "../workers/sla-cron/work/finish-parts.ts";
import { foldShard } from "../workers/sla-cron/work/fold-shard.ts";
import type { HourWork } from "../workers/sla-cron/work/hour-work.ts";
import { begin } from "../workers/sla-cron/work/make-version.ts";
import { planParts } from "../workers/sla-cron/work/overview.ts";
import { tallyShard } from "../workers/sla-cron/work/tally-shard.ts";
import { HOUR, HOURS, keysOf, NONE } from "./sla-network.ts";

/** What one step took. */
export type StepCost = { cpuMs: number; operations: number; heapBytes: number };
/** What closing took, by stage: of all its steps, and of the largest. */
export type CloseCost = Readonly<{
  stages: Readonly<Record<string, { steps: number; cpuMs: number; largest: StepCost }>>;
  runs: number;
  peakBytes: number;
  jobs: number;
  rollups: number;
  packs: number;
}>;

/** An archive in a folder: as far from the heap as R2 is. */
function folderArchive(root: string, count: () => void): Archive {
  const path = (key: string) => join(root, key.replaceAll(":", "_"));
  const put = (key: string, bytes: Uint8Array) => {
    count();
    mkdirSync(dirname(path(key)), { recursive: true });
    writeFileSync(path(key), bytes);
  };
  return {
    createOnce: async (key, bytes) => (put(key, bytes), true),
    put: async (key, bytes) => put(key, bytes),
    async read(key) {
      count();
      try {
        return new Uint8Array(readFileSync(path(key)));
      } catch {
        return null;
      }
    },
    list: async () => [],
    remove: async () => {},
  };
}

/** Closes an hour from the facts in a folder, step by step as the Worker does, and says what each stage took. */
async function close(root: string, shards: number): Promise<CloseCost> {
  let operations = 0;
  const archive = folderArchive(root, () => (operations += 1));
  const inputs = HOURS.flatMap((hour) =>
    Array.from({ length: shards }, (_, shard) => keysOf(hour, shard)).flat(),
  ).map((key) => ({ key, sha256: NONE }));
  const of = { hour: HOUR, state: "closed" as const, inputs, inputsDigest: NONE };
  const progress = begin({ ...of, ledgerVersion: 0, closes: false, follows: 0 });
  let streams = openWorkStreams(archive, "run/", {});
  const limits = RUN_LIMITS.paid;
  const base = {
    archive,
    policy: DEFAULT_POLICY,
    isSpent: () => false,
    log: console.error,
    progress,
  };
  let work: HourWork = { ...base, streams, facts: null, hasDone: false };
  const stages: Record<string, { steps: number; cpuMs: number; largest: StepCost }> = {};
  let runs = 1;
  const timed = async (stage: string, step: () => Promise<unknown>) => {
    if (streams.unsaved() > limits.mostHeld) {
      // A run ends here: what it holds is saved, and read again.
      const segments = await streams.save(`${stage}${runs}`);
      streams = openWorkStreams(archive, "run/", segments);
      work = { ...base, streams, facts: null, hasDone: false };
      runs += 1;
    }
    const before = process.cpuUsage();
    const from = operations;
    await step();
    const { user, system } = process.cpuUsage(before);
    const cost = {
      cpuMs: (user + system) / 1000,
      operations: operations - from,
      heapBytes: process.memoryUsage().heapUsed,
    };
    const known = (stages[stage] ??= { steps: 0, cpuMs: 0, largest: cost });
    known.steps += 1;
    known.cpuMs += cost.cpuMs;
    if (cost.cpuMs > known.largest.cpuMs) known.largest = cost;
  };
  for (let shard = 0; shard < shards; shard++) await timed("facts", () => foldShard(work, shard));
  await timed("plan", () => planParts(work, limits));
  for (let shard = 0; shard < shards; shard++)
    await timed("targets", () => tallyShard(work, shard));
  const parts = [...Array(progress.parts).keys()];
  for (const part of parts) await timed("requests", () => tallyPart(work, part));
  for (const part of parts) await timed("rows", () => packRows(work, part));
  for (const part of parts) await timed("jobs", () => packJobs(work, part));
  const { jobs, rollups } = progress.packs;
  return {
    stages,
    runs,
    peakBytes: process.resourceUsage().maxRSS * 1024,
    jobs: progress.decided + progress.open,
    rollups: rollups.length,
    packs: jobs.length + rollups.length,
  };
}

const [root, shards] = process.argv.slice(2);
if (root !== undefined) console.log(JSON.stringify(await close(root, Number(shards))));
