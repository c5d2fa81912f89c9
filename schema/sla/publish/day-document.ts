import { digestOf } from "../../wire/canonical.ts";
import { Day, type IndexedHour, type PublishedDay } from "../../wire/day.ts";
import type { PublishedHour } from "../../wire/hour.ts";
import type { Hour } from "../../wire/quantity.ts";

/** The UTC day that an hour belongs to. */
export const dayOf = (hour: Hour): Day => Day.parse(hour.slice(0, 10));

/** What a day's index says of a version of an hour. */
export const indexed = (published: PublishedHour): IndexedHour => {
  const { hour, version, state, digest, policy, registry_version, inputs } = published;
  return { hour, version, state, digest, policy, registry_version, objects: inputs.length };
};

/**
 * The index of a day with some versions put in: of each hour the latest counts. The same versions again are no new
 * revision.
 *
 * @param before  the index as it was; null where the day has none
 */
export async function indexWith(
  before: PublishedDay | null,
  day: Day,
  versions: readonly IndexedHour[],
): Promise<PublishedDay> {
  const latest = new Map<Hour, IndexedHour>();
  for (const entry of [...(before?.hours ?? []), ...versions])
    if (entry.version >= (latest.get(entry.hour)?.version ?? 0)) latest.set(entry.hour, entry);
  const hours = [...latest.values()].toSorted((a, b) => (a.hour < b.hour ? -1 : 1));
  if (before !== null && (await digestOf(before.hours)) === (await digestOf(hours))) return before;
  return sealDay({
    schema: "livepeer.sla.day/1",
    day,
    revision: (before?.revision ?? 0) + 1,
    hours,
  });
}

/** Adds the digest of all the rest. */
export const sealDay = async (day: Omit<PublishedDay, "digest">): Promise<PublishedDay> => ({
  ...day,
  digest: await digestOf(day),
});
