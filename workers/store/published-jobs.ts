import { JOBS_PER_PACK } from "../../schema/sla/publish/packs.ts";
import { Job } from "../../schema/wire/job.ts";
import type { Hour } from "../../schema/wire/quantity.ts";
import { publishedKey } from "./published-documents.ts";

type Read = (key: string) => Promise<ArrayBuffer | Uint8Array | null>;

/**
 * All jobs of a version, from as many documents as it has: after a full one there may be another. One read of an hour
 * that is not large.
 *
 * @param read  the bytes under a key, or null
 */
export async function publishedJobs(read: Read, hour: Hour, version: number): Promise<Job[]> {
  const jobs: Job[] = [];
  for await (const pack of jobPacks(read, hour, version)) for (const job of pack) jobs.push(job);
  return jobs;
}

/** In how many documents a version has its jobs: all but the last are full. */
export const jobPacksOf = ({
  jobs,
  openJobs,
}: Readonly<{ jobs: number; openJobs: number }>): number =>
  Math.max(1, Math.ceil((jobs + openJobs) / JOBS_PER_PACK));

/** The jobs of one document of a version, by start; none where there is no such document. */
export async function jobsInPack(
  read: Read,
  { hour, version, pack }: Readonly<{ hour: Hour; version: number; pack: number }>,
): Promise<Job[]> {
  const bytes = await read(publishedKey(hour, version, "jobs", pack));
  return bytes === null ? [] : Job.array().parse(JSON.parse(new TextDecoder().decode(bytes)));
}

/** All jobs of a version, a document at a time: an hour of a large network is more than fits into memory. */
export async function* jobPacks(read: Read, hour: Hour, version: number): AsyncGenerator<Job[]> {
  for (let pack = 0; ; pack++) {
    const some = await jobsInPack(read, { hour, version, pack });
    yield some;
    if (some.length < JOBS_PER_PACK) return;
  }
}
