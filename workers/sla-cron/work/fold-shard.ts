import { previousHour } from "../../../schema/sla/hour.ts";
import { type Facts, foldFacts, hoursOf, newer } from "../../../schema/sla/publish/facts.ts";
import type { FactsHead } from "../../../schema/sla/publish/facts-codec.ts";
import type { KeptAccounts } from "../../../schema/sla/publish/kept-accounts.ts";
import { uniteOverviews } from "../../../schema/sla/publish/overview.ts";
import { sha256 } from "../../../schema/wire/canonical.ts";
import type { Sha256 } from "../../../schema/wire/identifier.ts";
import { decodeKnown } from "../../../schema/wire/raw-codec.ts";
import type { Archive } from "../../store/archive.ts";
import type { HourWork } from "./hour-work.ts";
import {
  type Listed,
  readAccounts,
  readFacts,
  replaceFacts,
  writeAccounts,
  writeFacts,
} from "./kept-facts.ts";
import { OVERVIEW, shardsOf } from "./shards.ts";

/**
 * Folds what a shard's raw objects say of the hour and the one before it, and notes what the rest of the hour has to
 * know of its targets. An open hour's facts grow by what is new; a closing hour's are made again from all its objects,
 * and count, whatever grew. Facts whose accounts are of all objects are not read.
 *
 * @returns false where the run is spent before the shard is done
 * @throws Error where an object is gone, or is not what was folded: such an hour is not published
 */
export async function foldShard(work: HourWork, shard: number): Promise<boolean> {
  const { archive, progress, streams } = work;
  const { hour, closes } = progress;
  const listed = shardsOf(progress).get(shard) ?? new Map<string, Sha256>();
  const earlier = previousHour(hour);
  const kept = [
    await readAccounts(archive, earlier, shard, listed),
    closes ? null : await readAccounts(archive, hour, shard, listed),
  ] as const;
  const heads = kept.flatMap((accounts) => accounts?.head ?? []);
  const isWhole = (accounts: KeptAccounts | null): boolean =>
    accounts !== null && [...listed.keys()].every((key) => !isWanting(accounts.head, key, heads));
  const name = closes ? "again" : "facts";
  const before = isWhole(kept[0])
    ? null
    : await readFacts(archive, earlier, "facts", shard, listed);
  const now = isWhole(kept[1]) ? null : await readFacts(archive, hour, name, shard, listed);
  const growing = [before, now].filter((facts) => facts !== null);
  const all = [before ?? kept[0]?.head, now ?? kept[1]?.head].filter((head) => head !== undefined);
  const sizes = growing.map(({ objects }) => objects.size);
  const isDone = await fold(work, listed, growing, all, now);
  for (const [i, facts] of growing.entries())
    if (facts.objects.size !== sizes[i] && (facts === before || !closes || !isDone))
      await writeFacts(archive, facts === before ? "facts" : name, shard, facts);
  if (!isDone) return false;
  if (closes && now !== null && !(await replaceFacts(archive, shard, now)))
    work.log({ event: "hour.facts_disagree", hour, shard });
  const accounts = [
    before === null ? kept[0] : await writeAccounts(archive, shard, before),
    now === null ? kept[1] : await writeAccounts(archive, shard, now),
  ] as const;
  for (const head of all) {
    progress.registryVersion = Math.max(progress.registryVersion, head.registryVersion);
    progress.newest = newer(progress.newest, head.newest);
  }
  const [old, own] = accounts.map((each) => each?.overviews() ?? new Map());
  for (const id of new Set([...(old?.keys() ?? []), ...(own?.keys() ?? [])])) {
    const overview = uniteOverviews(old?.get(id) ?? null, own?.get(id) ?? null);
    streams.append(OVERVIEW, JSON.stringify([shard, [id, overview]]));
  }
  return true;
}

/** Folds the objects that facts want, until none is left or the run is spent. @param now  the hour's own, where it grows */
async function fold(
  work: HourWork,
  listed: Listed,
  growing: readonly Facts[],
  all: readonly FactsHead[],
  now: Facts | null,
): Promise<boolean> {
  for (const [key, digest] of listed) {
    const wanting = growing.filter((facts) => isWanting(facts, key, all));
    if (wanting.length === 0) continue;
    if (work.isSpent()) return false;
    const raw = await readRaw(work.archive, key, digest);
    const hours = hoursOf(raw);
    const isOfNeither = !all.some(({ hour }) => hours.includes(hour));
    for (const facts of wanting)
      if (hours.includes(facts.hour) || (facts === now && isOfNeither))
        await foldFacts(facts, { key, sha256: digest, raw });
    work.hasDone = true;
  }
  return true;
}

/** An object that another hour's facts hold is of this hour only where it says so. */
const isWanting = (facts: FactsHead, key: string, all: readonly FactsHead[]): boolean =>
  !facts.objects.has(key) &&
  !all.some((other) => other.objects.get(key)?.hours.includes(facts.hour) === false);

async function readRaw(archive: Archive, key: string, digest: Sha256) {
  const bytes = await archive.read(key);
  if (bytes === null) throw new Error(`the raw object ${key} is gone`);
  const found = await sha256(bytes);
  if (found !== digest) throw new Error(`${key} was folded as ${digest} and is now ${found}`);
  return decodeKnown(bytes);
}
