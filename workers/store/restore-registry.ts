import { eq } from "drizzle-orm";
import type { DrizzleD1Database } from "drizzle-orm/d1";
import { registryVersions } from "../../schema/tables/registry-versions.ts";
import { canonicalBytes, sha256 } from "../../schema/wire/canonical.ts";
import type { PlanLine } from "../../schema/wire/raw.ts";
import { Registry, type Target } from "../../schema/wire/target.ts";
import type { Archive } from "./archive.ts";
import { readRegistry, registryKey, registryVersion } from "./registry.ts";
import { upsertsOf } from "./targets.ts";

/** Every archived version's key begins with this. */
const PREFIX = "registry/v1/";

/**
 * Writes archived versions of the registry that the database lacks, the newest first: with it come the targets, where the database
 * has none as new. Each is as it was made, to the byte.
 *
 * @param most  how many, one request of the archive each
 * @returns how many are left
 */
export async function restoreRegistry(
  db: DrizzleD1Database,
  archive: Archive,
  most: number,
): Promise<number> {
  const [archived, known] = await Promise.all([archivedRegistries(archive), knownVersions(db)]);
  const lacking = archived.filter((version) => !known.has(version)).toSorted((a, b) => b - a);
  const [newest = 0] = lacking;
  const isNewer = newest > Math.max(0, ...known);
  const rows: Row[] = [];
  const targets: Target[] = [];
  for (const version of lacking.slice(0, most)) {
    const dated = await archive.readDated(registryKey(version));
    if (dated === null) continue;
    const { bytes, madeAtMs: createdAt } = dated;
    rows.push({ version, digest: await sha256(bytes), createdAt });
    if (isNewer && version === newest)
      targets.push(...Registry.parse(JSON.parse(new TextDecoder().decode(bytes))).targets);
  }
  if (rows.length === 0) return 0;
  await write(db, rows, targets);
  return lacking.length - rows.length;
}

/**
 * Takes from plans what they say of targets, where they were made by a version of the registry that the archive does not hold:
 * its document died between the database and the archive. When that was made is not known: its first turn's slot stands for it.
 *
 * @param plans  oldest first
 */
export async function adoptPlans(
  db: DrizzleD1Database,
  archive: Archive,
  plans: readonly PlanLine["plan"][],
): Promise<void> {
  let current = await registryVersion(db);
  const newer = plans.filter((plan) => plan.registry_version >= current);
  if (newer.length === 0) return;
  const archived = new Set(await archivedRegistries(archive));
  for (const plan of newer) {
    const { registry_version: version, message } = plan;
    if (version < current || archived.has(version)) continue;
    current = version;
    const targets = plan.targets.map(withoutCursor);
    const document = canonicalBytes({ version, targets });
    const createdAt = message.slot * message.slot_seconds * 1000;
    await write(db, [{ version, digest: await sha256(document), createdAt }], targets);
  }
}

/** Archives the registry's version where its document is missing. @returns the version */
export async function sealRegistry(db: DrizzleD1Database, archive: Archive): Promise<number> {
  const registry = await readRegistry(db);
  const { version } = registry;
  if (version === 0 || (await archive.read(registryKey(version))) !== null) return version;
  const document = canonicalBytes(registry);
  const digest = await sha256(document);
  const [row] = await db
    .update(registryVersions)
    .set({ digest })
    .where(eq(registryVersions.version, version))
    .returning();
  await archive.createOnce(registryKey(version), document, row?.createdAt);
  return version;
}

const withoutCursor = ({ cursor: _cursor, ...target }: PlanLine["plan"]["targets"][number]) =>
  target;

const archivedRegistries = async (archive: Archive): Promise<number[]> =>
  (await archive.list(PREFIX))
    .map((key) => Number(/^(\d+)\.json$/.exec(key.slice(PREFIX.length))?.[1] ?? 0))
    .filter((version) => version > 0);

type Row = typeof registryVersions.$inferInsert;

async function knownVersions(db: DrizzleD1Database): Promise<Set<number>> {
  const rows = await db.select({ version: registryVersions.version }).from(registryVersions);
  return new Set(rows.map(({ version }) => version));
}

const write = (db: DrizzleD1Database, rows: readonly Row[], targets: readonly Target[]) =>
  db.batch([
    db
      .insert(registryVersions)
      .values([...rows])
      .onConflictDoNothing(),
    ...upsertsOf(db, targets),
  ]);
