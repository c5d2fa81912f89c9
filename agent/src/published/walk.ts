import { PublishedHour } from "../../../schema/wire/hour.ts";
import type { Sha256 } from "../../../schema/wire/identifier.ts";
import { packPaths } from "./read-packs.ts";
import { jsonOf, type Source } from "./source.ts";
import type { Versions } from "./versions.ts";

/** A published document by the path under which the API serves it. `sha256` is of its bytes, where that is known before. */
export type Listed = Readonly<{ path: string; sha256: Sha256 | null; optional?: true }>;

/**
 * All that versions of hours name, and their own documents, each once: what is needed to check them, or to serve them.
 * What an hour is made from comes before the hour itself.
 */
export async function* documentsOf(
  source: Source,
  versions: Versions["versions"],
): AsyncGenerator<Listed> {
  const seen = new Set<string>();
  const once = (listed: Listed) => {
    if (seen.has(listed.path)) return [];
    seen.add(listed.path);
    return [listed];
  };
  for (const { hour, version } of versions) {
    const path = `/v1/hours/${hour}/${version}`;
    const published = await jsonOf(source, path, PublishedHour);
    const { inputs, policy, registry_version } = published;
    for (const { key, sha256 } of inputs) yield* once({ path: `/v1/snapshots/${key}`, sha256 });
    yield* once({ path: `/v1/policy/${policy.digest}`, sha256: policy.digest });
    yield* once({ path: `/v1/registry/${registry_version}`, sha256: null, optional: true });
    for (const name of ["jobs", "rollups"] as const)
      for (const { path: pack } of packPaths(published, name)) yield { path: pack, sha256: null };
    yield { path, sha256: null };
  }
}
