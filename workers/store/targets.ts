import { and, asc, eq, lt, min, sql } from "drizzle-orm";
import type { DrizzleD1Database } from "drizzle-orm/d1";
import { targets } from "../../schema/tables/targets.ts";
import { Target } from "../../schema/wire/target.ts";

/** Every target that was ever registered, disabled ones too, by id. */
export async function allTargets(db: DrizzleD1Database): Promise<Target[]> {
  return (await selectTargets(db)).map(targetOfRow);
}

/** The statement behind `allTargets`, for a batch; `targetOfRow` reads its rows. */
export const selectTargets = (db: DrizzleD1Database) =>
  db.select().from(targets).orderBy(asc(targets.id));

/** One target; null where none has this id. */
export async function readTarget(db: DrizzleD1Database, id: string): Promise<Target | null> {
  const row = await db.select().from(targets).where(eq(targets.id, id)).get();
  return row ? targetOfRow(row) : null;
}

/** A shard's enabled targets that were registered before a moment, by id. */
export async function targetsToAsk(
  db: DrizzleD1Database,
  shard: number,
  registeredBeforeMs: number,
): Promise<Target[]> {
  const rows = await db
    .select()
    .from(targets)
    .where(
      and(
        eq(targets.shard, shard),
        eq(targets.enabled, true),
        lt(targets.registeredAt, registeredBeforeMs),
      ),
    )
    .orderBy(asc(targets.id));
  return rows.map(targetOfRow);
}

/** A shard with enabled targets, and when the first of them was registered. */
export type Shard = Readonly<{ shard: number; registeredAt: number }>;

/** Shards that have an enabled target. */
export async function shardsToAsk(db: DrizzleD1Database): Promise<Shard[]> {
  const rows = await db
    .select({ shard: targets.shard, registeredAt: min(targets.registeredAt) })
    .from(targets)
    .where(eq(targets.enabled, true))
    .groupBy(targets.shard)
    .orderBy(asc(targets.shard));
  return rows.map(({ shard, registeredAt }) => ({ shard, registeredAt: registeredAt ?? 0 }));
}

/**
 * Writes targets over what is stored under their ids, but for their shard and their registration: one statement with
 * one parameter, however many there are.
 */
export const upsertTargets = (db: DrizzleD1Database, changed: readonly Target[]) =>
  db
    .insert(targets)
    .select(
      sql`SELECT value->>'$.id', value->>'$.url', value->>'$.agent', value->>'$.role', value->>'$.orchestrator',
        value->>'$.node', value->>'$.gateway', value->>'$.service_host', value->>'$.region', value->>'$.lookback_ms',
        value->>'$.shard', value->>'$.registered_at', value->>'$.enabled', value->>'$.trust',
        value->>'$.service_uri', value->>'$.delegation'
        FROM json_each(${JSON.stringify(changed)}) WHERE true`,
    )
    .onConflictDoUpdate({
      target: targets.id,
      set: {
        url: sql`excluded.url`,
        role: sql`excluded.role`,
        orchestrator: sql`excluded.orchestrator`,
        node: sql`excluded.node`,
        gateway: sql`excluded.gateway`,
        serviceHost: sql`excluded.service_host`,
        region: sql`excluded.region`,
        lookbackMs: sql`excluded.lookback_ms`,
        enabled: sql`excluded.enabled`,
        trust: sql`excluded.trust`,
        serviceUri: sql`excluded.service_uri`,
        delegation: sql`excluded.delegation`,
      },
    });

/** A row of the table, checked. */
export const targetOfRow = ({
  serviceHost,
  serviceUri,
  delegation,
  lookbackMs,
  registeredAt,
  ...row
}: typeof targets.$inferSelect): Target =>
  Target.parse({
    ...row,
    service_host: serviceHost,
    ...(serviceUri === null ? {} : { service_uri: serviceUri }),
    ...(delegation === null ? {} : { delegation }),
    lookback_ms: lookbackMs,
    registered_at: registeredAt,
  });
