import type { PublishedHour } from "../../../schema/wire/hour.ts";
import type { Sha256 } from "../../../schema/wire/identifier.ts";
import type { Policy } from "../../../schema/wire/policy.ts";
import { openWorkStreams } from "../../store/work-streams.ts";
import type { Effort, PartSizes } from "../effort.ts";
import type { Ports } from "../ports.ts";
import { packJobs, packRows, tallyPart } from "./finish-parts.ts";
import { foldShard } from "./fold-shard.ts";
import type { HourWork } from "./hour-work.ts";
import { planParts } from "./overview.ts";
import { clearWork, type Progress, STAGES, workPrefix, writeProgress } from "./progress.ts";
import { claim, clearOldFacts, movePointer, putPack, stagePack } from "./publish-work.ts";
import { shardsOf } from "./shards.ts";
import { tallyShard } from "./tally-shard.ts";

/**
 * Makes a version of an hour step by step, until it is published or the run is spent: then what was done is kept, and
 * another run goes on. A run that dies has done nothing since it began. Documents are put first, and the pointer moves last.
 *
 * @param progress  as a run before has left it, or of a version that begins
 * @param policy    the one that the progress names
 * @returns null where another run has to go on
 */
export async function makeVersion(
  progress: Progress,
  policy: Policy,
  nowMs: number,
  ports: Ports,
  effort: Effort,
): Promise<PublishedHour | null> {
  const { archive, log, random } = ports;
  const { hour } = progress;
  const prefix = `${workPrefix(hour)}run/`;
  const streams = openWorkStreams(archive, prefix, progress.segments);
  // However little a run may do, it does something: otherwise none would ever end.
  const isSpent = () => work.hasDone && (effort.isSpent() || streams.unsaved() > effort.mostHeld);
  const work: HourWork = {
    archive,
    streams,
    policy,
    isSpent,
    log,
    progress,
    facts: null,
    hasDone: false,
  };
  const wasBegun = progress.savedAt > 0;
  while (progress.stage !== "pointer") {
    if (isSpent() || !(await step(work, ports, effort))) {
      const name = `${progress.stage}-${progress.next}-${Math.floor(random() * 2 ** 32).toString(36)}`;
      const segments = await streams.save(name);
      progress.runs += 1;
      await writeProgress(archive, { ...progress, segments, savedAt: nowMs });
      return null;
    }
    work.hasDone = true;
  }
  const published = await movePointer(work, ports, nowMs);
  if (wasBegun) await clearWork(archive, hour);
  await clearOldFacts(work);
  return published;
}

/** One step. @returns false where the run was spent in it */
async function step(work: HourWork, ports: Ports, sizes: PartSizes): Promise<boolean> {
  const { progress, streams } = work;
  const { next, parts, packs } = progress;
  const shards = [...shardsOf(progress).keys()];
  switch (progress.stage) {
    case "fold": {
      const shard = shards[next];
      if (shard !== undefined) {
        if (!(await foldShard(work, shard))) return false;
        return go(progress, shards.length);
      }
      throw new RangeError("an hour without raw objects");
    }
    case "targets": {
      if (next === 0) await planParts(work, sizes);
      const shard = shards[next];
      if (shard !== undefined) await tallyShard(work, shard);
      return go(progress, shards.length);
    }
    case "requests":
      await tallyPart(work, next);
      return go(progress, parts);
    case "rows":
      await packRows(work, next);
      return go(progress, parts);
    case "jobs":
      await packJobs(work, next);
      return go(progress, parts);
    case "claim":
      await claim(work, ports);
      streams.drop("overview");
      return go(progress, 1);
    case "documents":
      await putPack(work, next);
      return go(progress, packs.jobs.length + packs.rollups.length);
    case "sums":
      await stagePack(work, ports, next);
      return go(progress, packs.rollups.length);
    case "pointer":
      return true;
  }
}

/** Goes on to the next step of a stage of so many, or to the next stage. */
function go(progress: Progress, steps: number): true {
  progress.next += 1;
  if (progress.next >= steps) {
    progress.stage = STAGES[STAGES.indexOf(progress.stage) + 1] ?? "pointer";
    progress.next = 0;
  }
  return true;
}

/** What a version is made from. */
export type Made = Pick<
  Progress,
  "hour" | "state" | "inputs" | "inputsDigest" | "ledgerVersion" | "closes" | "follows"
>;

/** A version at its beginning, under the policy with a digest. */
export const begin = (of: Made, policy: Sha256): Progress => ({
  schema: "livepeer.sla.work/1",
  ...of,
  policy,
  stage: "fold",
  next: 0,
  parts: 0,
  registryVersion: 0,
  newest: null,
  windows: 0,
  equivocated: [],
  decided: 0,
  open: 0,
  packs: { jobs: [], rollups: [] },
  strays: [],
  published: null,
  segments: {},
  savedAt: 0,
  runs: 0,
});
