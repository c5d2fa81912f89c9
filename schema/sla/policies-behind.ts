import type { PublishedHour } from "../wire/hour.ts";
import type { Sha256 } from "../wire/identifier.ts";

/** A version of an hour that a number is made from. Its policy is null where that is not known here. */
export type VersionBehind = Pick<PublishedHour, "hour" | "version" | "digest" | "state"> &
  Readonly<{ policy: Pick<PublishedHour["policy"], "digest"> | null }>;

/** The policies that versions were made with, each once and in order; undefined where that of one is not known. */
export function policiesBehind(
  versions: readonly Pick<VersionBehind, "policy">[],
): Sha256[] | undefined {
  const digests = new Set<Sha256>();
  for (const { policy } of versions) {
    if (policy === null) return undefined;
    digests.add(policy.digest);
  }
  return [...digests].toSorted();
}
