import { digestOf } from "../../schema/wire/canonical.ts";
import { PublishedHour } from "../../schema/wire/hour.ts";
import type { Sha256 } from "../../schema/wire/identifier.ts";
import type { Hour } from "../../schema/wire/quantity.ts";
import type { Archive } from "./archive.ts";
import type { HourVersion } from "./hour-versions.ts";
import { publishedKey } from "./published-documents.ts";

/** SHA-256 that stands for what a version was made from. */
export const inputsDigestOf = (inputs: PublishedHour["inputs"]): Promise<Sha256> =>
  digestOf([...inputs].sort((a, b) => (a.key < b.key ? -1 : 1)));

/** A published version as its pointer has it. @param publishedAt when the pointer was set, Unix milliseconds */
export async function pointerTo(
  { hour, version, state, digest, inputs, jobs, open_jobs, policy }: PublishedHour,
  publishedAt: number,
  ledgerVersion: number | null,
  rollups: number | null = null,
): Promise<HourVersion> {
  const inputsDigest = await inputsDigestOf(inputs);
  const openJobs = open_jobs;
  const about = { hour, version, state, digest, inputsDigest, jobs, openJobs };
  return { ...about, publishedAt, ledgerVersion, rollups, policy: { digest: policy.digest } };
}

/** The versions of an hour that the archive holds, the oldest first: what a database that was emptied has lost. */
export async function archivedVersions(archive: Archive, hour: Hour): Promise<PublishedHour[]> {
  const found: PublishedHour[] = [];
  for (const version of await numbersOf(archive, hour)) {
    const document = await readVersion(archive, hour, version);
    if (document !== null) found.push(document);
  }
  return found;
}

/** The newest of them; null where there is none. */
export async function newestArchived(archive: Archive, hour: Hour): Promise<PublishedHour | null> {
  const newest = (await numbersOf(archive, hour)).at(-1);
  return newest === undefined ? null : readVersion(archive, hour, newest);
}

/** The document of one version; null where there is none. */
export async function readVersion(
  archive: Pick<Archive, "read">,
  hour: Hour,
  version: number,
): Promise<PublishedHour | null> {
  const bytes = await archive.read(publishedKey(hour, version, "hour"));
  return bytes && PublishedHour.parse(JSON.parse(new TextDecoder().decode(bytes)));
}

/** Numbers of the versions whose documents are there, in order. */
async function numbersOf(archive: Archive, hour: Hour): Promise<number[]> {
  const keys = await archive.list(`published/v1/${hour}/`);
  return keys
    .filter((key) => key.endsWith("/hour.json"))
    .map((key) => Number(key.split("/").at(-2)))
    .toSorted((a, b) => a - b);
}
