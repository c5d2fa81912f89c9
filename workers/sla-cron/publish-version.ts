import { renumber } from "../../schema/sla/publish/hour-document.ts";
import { canonicalBytes } from "../../schema/wire/canonical.ts";
import { PublishedHour } from "../../schema/wire/hour.ts";
import type { Archive } from "../store/archive.ts";
import { publishedKey } from "../store/published-documents.ts";

/**
 * Claims a version's number by creating the hour's document, once. A number that is taken by a version that says the
 * same is this version, begun before; one that says something else stays as it is, and the next number is tried.
 *
 * @returns the hour as it was numbered. Nobody sees it before the pointer moves
 */
export async function claimVersion(
  archive: Archive,
  wanted: PublishedHour,
): Promise<PublishedHour> {
  const key = publishedKey(wanted.hour, wanted.version, "hour");
  if (await archive.createOnce(key, canonicalBytes(wanted))) return wanted;
  const there = await archive.read(key);
  const taken = there && PublishedHour.parse(JSON.parse(new TextDecoder().decode(there)));
  if (taken?.digest === wanted.digest) return wanted;
  return claimVersion(archive, await renumber(wanted, wanted.version + 1));
}
