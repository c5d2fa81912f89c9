import { renumber } from "../../schema/sla/publish/hour-document.ts";
import type { Publication } from "../../schema/sla/publish/publish-hour.ts";
import { canonicalBytes } from "../../schema/wire/canonical.ts";
import { PublishedHour } from "../../schema/wire/hour.ts";
import type { Archive } from "../store/archive.ts";
import { publishedKey } from "../store/published-documents.ts";

/**
 * Puts the documents of a version into the archive. A number is claimed by creating the hour's document, once; one that
 * is taken by a version that says the same is this version, begun before; one that says something else stays as it
 * is, and the next number is tried.
 *
 * @returns the hour as it was numbered. Nobody sees it before the pointer moves
 */
export async function publishVersion(
  archive: Archive,
  { hour, jobs, rollups }: Publication,
): Promise<PublishedHour> {
  const claimed = await claim(archive, hour);
  const key = (name: "jobs" | "rollups") => publishedKey(claimed.hour, claimed.version, name);
  await archive.put(key("jobs"), canonicalBytes(jobs));
  await archive.put(key("rollups"), canonicalBytes(rollups));
  return claimed;
}

async function claim(archive: Archive, wanted: PublishedHour): Promise<PublishedHour> {
  const key = publishedKey(wanted.hour, wanted.version, "hour");
  if (await archive.createOnce(key, canonicalBytes(wanted))) return wanted;
  const there = await archive.read(key);
  const taken = there && PublishedHour.parse(JSON.parse(new TextDecoder().decode(there)));
  if (taken?.digest === wanted.digest) return wanted;
  return claim(archive, await renumber(wanted, wanted.version + 1));
}
