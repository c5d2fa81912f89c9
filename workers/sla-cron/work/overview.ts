import { previousHour } from "../../../schema/sla/hour.ts";
import type { HourFacts } from "../../../schema/sla/publish/hour-facts.ts";
import type { KeptAccounts } from "../../../schema/sla/publish/kept-accounts.ts";
import {
  hourFactsFrom,
  type TargetOverview,
  uniteOverviews,
} from "../../../schema/sla/publish/overview.ts";
import type { Target } from "../../../schema/wire/target.ts";
import type { PartSizes } from "../effort.ts";
import type { HourWork } from "./hour-work.ts";
import { readAccounts } from "./kept-facts.ts";
import { OVERVIEW, shardsOf } from "./shards.ts";
import { strayAccounts } from "./strays.ts";

type Known = { shards: number[]; overview: TargetOverview };

/** What steps have to know of the whole hour: read once in a run. */
export async function hourFactsOf(work: HourWork): Promise<HourFacts> {
  if (work.facts !== null) return work.facts;
  const { progress, policy } = work;
  const overviews = new Map<Target["id"], TargetOverview>();
  for (const [id, { overview }] of await readOverviews(work)) overviews.set(id, overview);
  for (const [id, overview] of await overviewsOfStrays(work)) overviews.set(id, overview);
  const { hour, state, newest } = progress;
  const clock = { hour, state, slotSeconds: newest?.slotSeconds ?? 0, policy };
  work.facts = hourFactsFrom(overviews, progress.registryVersion, clock);
  return work.facts;
}

/** Notes which targets several shards speak of, and into how many parts the rest of the hour is cut. */
export async function planParts(
  work: HourWork,
  { targetsPerPart, jobsPerPart, mostParts }: PartSizes,
): Promise<void> {
  const { progress } = work;
  const known = await readOverviews(work);
  for (const [id, { shards }] of known) if (shards.length > 1) progress.strays.push([id, shards]);
  const strays = await overviewsOfStrays(work);
  let jobs = 0;
  for (const [id, { overview }] of known) {
    const of = strays.get(id) ?? overview;
    jobs += of.jobs;
    progress.windows += of.windows;
    if (of.equivocated) progress.equivocated.push(id);
  }
  const parts = Math.ceil(Math.max(known.size / targetsPerPart, jobs / jobsPerPart));
  progress.parts = Math.min(mostParts, Math.max(1, parts));
}

/**
 * The accounts of a shard in the hour before and in the hour.
 *
 * @throws Error where they are not of the version's inputs any more: another version is being made
 */
export async function bothAccounts(
  { archive, progress }: HourWork,
  shard: number,
): Promise<readonly [KeptAccounts, KeptAccounts]> {
  const listed = shardsOf(progress).get(shard) ?? new Map();
  const before = await readAccounts(archive, previousHour(progress.hour), shard, listed);
  const now = await readAccounts(archive, progress.hour, shard, listed);
  const isKnown = (key: string) => before?.head.objects.has(key) || now?.head.objects.has(key);
  if (before === null || now === null || ![...listed.keys()].every(isKnown))
    throw new Error(`the facts of shard ${shard} are of other inputs than the version's`);
  return [before, now];
}

async function readOverviews({ streams }: HourWork): Promise<Map<string, Known>> {
  const known = new Map<string, Known>();
  for (const line of await streams.lines(OVERVIEW)) {
    const [shard, [id, overview]] = JSON.parse(line) as [number, [string, TargetOverview]];
    const other = known.get(id);
    if (other === undefined) known.set(id, { shards: [shard], overview });
    else if (!other.shards.includes(shard)) other.shards.push(shard);
  }
  return known;
}

/** Of a target that moved from shard to shard, all that any of them says. */
async function overviewsOfStrays(work: HourWork): Promise<Map<string, TargetOverview>> {
  const [before, now] = (await strayAccounts(work)).map((accounts) => accounts.overviews());
  const united = new Map<string, TargetOverview>();
  for (const [id] of work.progress.strays)
    united.set(id, uniteOverviews(before?.get(id) ?? null, now?.get(id) ?? null));
  return united;
}
