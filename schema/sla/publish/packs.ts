import { digestOf } from "../../wire/canonical.ts";
import type { PublishedHour } from "../../wire/hour.ts";
import type { Sha256 } from "../../wire/identifier.ts";
import type { Job } from "../../wire/job.ts";
import type { Rollup } from "../../wire/rollup.ts";

/** Of a large hour, jobs and rollups are published in documents of so many: each about a megabyte. */
export const JOBS_PER_PACK = 400;
export const ROLLUPS_PER_PACK = 1500;

/** Items in their order as packs: at least one, and all but the last full. */
export const packsOf = <T>(items: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.max(1, Math.ceil(items.length / size)) }, (_, i) =>
    items.slice(i * size, (i + 1) * size),
  );

/** Digests of the packs of jobs and of rollups, in their order. */
export type PackDigests = Readonly<{ jobs: readonly Sha256[]; rollups: readonly Sha256[] }>;

/** SHA-256 of the RFC 8785 form of each pack. */
export async function packDigests(
  jobs: readonly Job[],
  rollups: readonly Rollup[],
): Promise<PackDigests> {
  return {
    jobs: await Promise.all(packsOf(jobs, JOBS_PER_PACK).map(digestOf)),
    rollups: await Promise.all(packsOf(rollups, ROLLUPS_PER_PACK).map(digestOf)),
  };
}

/** What an hour's document says of its packs: of one, its digest; of several, all digests, and the digest of their list. */
export async function packFields({
  jobs,
  rollups,
}: PackDigests): Promise<Pick<PublishedHour, "packs" | "jobs_digest" | "rollups_digest">> {
  const isLarge = jobs.length > 1 || rollups.length > 1;
  return {
    ...(isLarge && { packs: { jobs: [...jobs], rollups: [...rollups] } }),
    rollups_digest: await digestOfPacks(rollups),
    jobs_digest: await digestOfPacks(jobs),
  };
}

const digestOfPacks = async (digests: readonly Sha256[]): Promise<Sha256> => {
  const [only] = digests;
  return only !== undefined && digests.length === 1 ? only : digestOf(digests);
};
