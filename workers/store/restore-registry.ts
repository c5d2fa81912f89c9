import { eq } from "drizzle-orm";
import type { DrizzleD1Database } from "drizzle-orm/d1";
import { registryVersions } from "../../schema/tables/registry-versions.ts";
import { canonicalBytes, sha256 } from "../../schema/wire/canonical.ts";
import type { PlanLine } from "../../schema/wire/raw.ts";
import { Registry, type Target } from "../../schema/wire/target.ts";
import type { Archive } from "./archive.ts";
import { readRegistry, registryKey, registryVersion } from "./registry.ts";
import { upsertTargets } from "./targets.ts";

/** Every archived version's key begins with this. */
const PREFIX = "registry/v1/";

/** A bound value holds at most 2 MB in D1: so many targets stay far below. */
const TARGETS_PER_STATEMENT = 1000;

/** Writes the newest archived version of the registry where the database has an older one, or none. */
export async function restoreRegistry(
  db: DrizzleD1Database,
  archive: Archive,
  nowMs: number,
): Promise<void> {
  const newest = Math.max(0, ...(await archivedRegistries(archive)));
  if (newest <= (await registryVersion(db))) return;
  const bytes = await archive.read(registryKey(newest));
  if (bytes === null) return;
  const { version, targets } = Registry.parse(JSON.parse(new TextDecoder().decode(bytes)));
  await write(db, { version, digest: await sha256(bytes), createdAt: nowMs }, targets);
}

/**
 * Takes from plans what they say of targets, where they were made by a version of the registry that the archive does not hold:
 * its document died between the database and the archive.
 *
 * @param plans  oldest first
 */
export async function adoptPlans(
  db: DrizzleD1Database,
  archive: Archive,
  plans: readonly PlanLine["plan"][],
  nowMs: number,
): Promise<void> {
  let current = await registryVersion(db);
  const newer = plans.filter((plan) => plan.registry_version >= current);
  if (newer.length === 0) return;
  const archived = new Set(await archivedRegistries(archive));
  for (const plan of newer) {
    const { registry_version: version } = plan;
    if (version < current || archived.has(version)) continue;
    current = version;
    const targets = plan.targets.map(withoutCursor);
    const document = canonicalBytes({ version, targets });
    await write(db, { version, digest: await sha256(document), createdAt: nowMs }, targets);
  }
}

/** Archives the registry's version where its document is missing. @returns the version */
export async function sealRegistry(db: DrizzleD1Database, archive: Archive): Promise<number> {
  const registry = await readRegistry(db);
  const { version } = registry;
  if (version === 0 || (await archive.read(registryKey(version))) !== null) return version;
  const document = canonicalBytes(registry);
  const digest = await sha256(document);
  await archive.createOnce(registryKey(version), document);
  await db.update(registryVersions).set({ digest }).where(eq(registryVersions.version, version));
  return version;
}

const withoutCursor = ({ cursor: _cursor, ...target }: PlanLine["plan"]["targets"][number]) =>
  target;

const archivedRegistries = async (archive: Archive): Promise<number[]> =>
  (await archive.list(PREFIX))
    .map((key) => Number(/^(\d+)\.json$/.exec(key.slice(PREFIX.length))?.[1] ?? 0))
    .filter((version) => version > 0);

async function write(
  db: DrizzleD1Database,
  row: typeof registryVersions.$inferInsert,
  targets: readonly Target[],
): Promise<void> {
  const parts = Array.from({ length: Math.ceil(targets.length / TARGETS_PER_STATEMENT) }, (_, i) =>
    targets.slice(i * TARGETS_PER_STATEMENT, (i + 1) * TARGETS_PER_STATEMENT),
  );
  await db.batch([
    db.insert(registryVersions).values(row).onConflictDoNothing(),
    ...parts.map((part) => upsertTargets(db, part)),
  ]);
}
