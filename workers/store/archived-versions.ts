import { digestOf } from "../../schema/wire/canonical.ts";
import { PublishedHour } from "../../schema/wire/hour.ts";
import type { Sha256 } from "../../schema/wire/identifier.ts";
import type { Hour } from "../../schema/wire/quantity.ts";
import type { Archive } from "./archive.ts";
import type { HourVersion } from "./hour-versions.ts";

/** SHA-256 that stands for what a version was made from. */
export const inputsDigestOf = (inputs: PublishedHour["inputs"]): Promise<Sha256> =>
  digestOf([...inputs].sort((a, b) => (a.key < b.key ? -1 : 1)));

/** A published version as its pointer has it. @param publishedAt when the pointer was set, Unix milliseconds */
export async function pointerTo(
  { hour, version, state, digest, inputs, jobs, open_jobs }: PublishedHour,
  publishedAt: number,
  ledgerVersion: number | null,
  rollups: number | null = null,
): Promise<HourVersion> {
  const inputsDigest = await inputsDigestOf(inputs);
  const openJobs = open_jobs;
  const about = { hour, version, state, digest, inputsDigest, jobs, openJobs };
  return { ...about, publishedAt, ledgerVersion, rollups };
}

/** The versions of an hour that the archive holds, the oldest first: what a database that was emptied has lost. */
export async function archivedVersions(archive: Archive, hour: Hour): Promise<PublishedHour[]> {
  const keys = await archive.list(`published/v1/${hour}/`);
  const found: PublishedHour[] = [];
  for (const key of keys.filter((each) => each.endsWith("/hour.json"))) {
    const bytes = await archive.read(key);
    if (bytes !== null)
      found.push(PublishedHour.parse(JSON.parse(new TextDecoder().decode(bytes))));
  }
  return found.sort((a, b) => a.version - b.version);
}
