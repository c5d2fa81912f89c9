import { desc, eq, lt, max } from "drizzle-orm";
import type { DrizzleD1Database } from "drizzle-orm/d1";
import { registryVersions } from "../../schema/tables/registry-versions.ts";
import { canonicalBytes, sha256 } from "../../schema/wire/canonical.ts";
import type { Registry, Target } from "../../schema/wire/target.ts";
import type { Archive } from "./archive.ts";
import { moveTargets } from "./target-moves.ts";
import { selectTargets, targetOfRow, upsertsOf } from "./targets.ts";

/** Where a version of the registry is kept. */
export const registryKey = (version: number): string => `registry/v1/${version}.json`;

/** The registry's latest version; 0 while it is empty. */
export async function registryVersion(db: DrizzleD1Database): Promise<number> {
  const row = await db
    .select({ version: max(registryVersions.version) })
    .from(registryVersions)
    .get();
  return row?.version ?? 0;
}

/** The registry as it is now: version and rows of one moment. */
export async function readRegistry(db: DrizzleD1Database): Promise<Registry> {
  const [versions, targets] = await db.batch([
    db.select({ version: max(registryVersions.version) }).from(registryVersions),
    selectTargets(db),
  ]);
  const version = versions[0]?.version ?? 0;
  return { schema: "livepeer.sla.registry/1", version, targets: targets.map(targetOfRow) };
}

/** One version of the registry, as the audit trail lists it. */
export type RegistryVersion = typeof registryVersions.$inferSelect;

/** Versions before one, newest first. */
export const registryVersionsBefore = (
  db: DrizzleD1Database,
  version: number,
  limit: number,
): Promise<RegistryVersion[]> =>
  db
    .select()
    .from(registryVersions)
    .where(lt(registryVersions.version, version))
    .orderBy(desc(registryVersions.version))
    .limit(limit);

/** The archived document of a version, as it was stored; null where there is none. */
export const archivedRegistry = (archive: Archive, version: number) =>
  archive.read(registryKey(version));

/**
 * Archives what the last change left out: one that was written, and died before its document was. Rows that are not
 * what the version's digest is of are not archived.
 */
async function archiveLeftOver(
  db: DrizzleD1Database,
  archive: Archive,
  registry: Registry,
): Promise<void> {
  const { version } = registry;
  if (version === 0 || (await archivedRegistry(archive, version)) !== null) return;
  const row = await db
    .select()
    .from(registryVersions)
    .where(eq(registryVersions.version, version))
    .get();
  const document = canonicalBytes(registry);
  if (row?.digest === (await sha256(document)))
    await archive.createOnce(registryKey(version), document, row.createdAt);
}

/** Tries before a change of the registry gives up against other operators. */
const TRIES = 8;

/**
 * Changes targets. Rows and version are one transaction, so that of two changes at once one begins again on what the
 * other left; the version's document is archived after it. A target that is given another shard is asked in it from the next
 * hour on.
 *
 * @param change  the targets to write, given the registry as it is; none means no new version
 * @returns the registry afterwards
 */
export async function changeRegistry(
  db: DrizzleD1Database,
  archive: Archive,
  nowMs: number,
  change: (registry: Registry) => readonly Target[],
): Promise<Registry> {
  for (let attempt = 1; ; attempt++) {
    const before = await readRegistry(db);
    const changed = change(before);
    await archiveLeftOver(db, archive, before);
    if (changed.length === 0) return before;
    const shards = new Map(before.targets.map(({ id, shard }) => [id, shard]));
    const moved = changed.filter(({ id, shard }) => (shards.get(id) ?? shard) !== shard);
    const after = withTargets(before, changed);
    const document = canonicalBytes(after);
    const row = { version: after.version, digest: await sha256(document), createdAt: nowMs };
    try {
      await db.batch([
        db.insert(registryVersions).values(row),
        ...(moved.length === 0 ? [] : [moveTargets(db, moved, nowMs)]),
        ...upsertsOf(db, changed),
      ]);
    } catch (error) {
      if (attempt < TRIES && (await registryVersion(db)) !== before.version) continue;
      throw error;
    }
    await archive.createOnce(registryKey(after.version), document, nowMs);
    return after;
  }
}

function withTargets(before: Registry, changed: readonly Target[]): Registry {
  const byId = new Map([...before.targets, ...changed].map((target) => [target.id, target]));
  const targets = [...byId.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  return { ...before, version: before.version + 1, targets };
}
