import { readVersion } from "../store/archived-versions.ts";
import { type HourVersion, notePolicies } from "../store/hour-versions.ts";
import type { Ports } from "./ports.ts";

/** Documents that one run reads for it: the 720 hours of the longest period take 90 runs, once. */
const VERSIONS_PER_RUN = 8;

/**
 * Versions of which D1 does not know the policy, because they were published before it was noted, learn it from their
 * documents: some in each run, the newest first.
 *
 * @param versions  the oldest first
 * @param rest      requests to storage that the run needs after it
 * @returns the same versions with what is known now
 */
export async function withPolicies(
  { db, archive, mayAsk = () => true }: Ports,
  versions: readonly HourVersion[],
  rest: number,
): Promise<readonly HourVersion[]> {
  const unknown = versions.filter(({ policy }) => policy === null).slice(-VERSIONS_PER_RUN);
  if (unknown.length === 0 || !mayAsk(unknown.length + 1 + rest)) return versions;
  const found = new Map<HourVersion, HourVersion>();
  for (const version of unknown) {
    const document = await readVersion(archive, version.hour, version.version);
    if (document !== null) found.set(version, { ...version, policy: document.policy });
  }
  if (found.size > 0) await notePolicies(db, [...found.values()]);
  return versions.map((version) => found.get(version) ?? version);
}
