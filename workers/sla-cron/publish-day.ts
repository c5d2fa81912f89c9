import type { DrizzleD1Database } from "drizzle-orm/d1";
import { dayOf, indexed, indexWith } from "../../schema/sla/publish/day-document.ts";
import { HOUR_MS, hourOf } from "../../schema/sla/hour.ts";
import { canonicalBytes } from "../../schema/wire/canonical.ts";
import { type IndexedHour, PublishedDay } from "../../schema/wire/day.ts";
import { PublishedHour } from "../../schema/wire/hour.ts";
import type { Archive } from "../store/archive.ts";
import { latestVersionsIn } from "../store/hour-versions.ts";
import { dayKey, publishedKey } from "../store/published-documents.ts";

/**
 * Puts a version into the index of its day, before the pointer moves to it. Versions that the pointers have and the index
 * lacks, because two runs wrote it at once, are put in as well.
 */
export async function publishDay(
  db: DrizzleD1Database,
  archive: Archive,
  published: PublishedHour,
): Promise<void> {
  const day = dayOf(published.hour);
  const before = await readDay(archive, dayKey(day));
  const known = new Map(before?.hours.map(({ hour, version }) => [hour, version]));
  const startMs = Date.parse(day);
  const range = { from: hourOf(startMs), to: hourOf(startMs + 24 * HOUR_MS) };
  const missed: IndexedHour[] = [];
  for (const { hour, version } of await latestVersionsIn(db, range)) {
    if (version <= (known.get(hour) ?? 0) || hour === published.hour) continue;
    const bytes = await archive.read(publishedKey(hour, version, "hour"));
    if (bytes !== null) missed.push(indexed(PublishedHour.parse(json(bytes))));
  }
  const after = await indexWith(before, day, [...missed, indexed(published)]);
  if (after !== before) await archive.put(dayKey(day), canonicalBytes(after));
}

/** The index as it is; null where there is none, or none that can be read: then it is made again. */
async function readDay(archive: Archive, key: string): Promise<PublishedDay | null> {
  const bytes = await archive.read(key);
  return bytes && (PublishedDay.safeParse(json(bytes)).data ?? null);
}

function json(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
}
