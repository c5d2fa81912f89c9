import { and, asc, eq, lt, min, sql } from "drizzle-orm";
import type { DrizzleD1Database } from "drizzle-orm/d1";
import { targets } from "../../schema/tables/targets.ts";
import { Target } from "../../schema/wire/target.ts";
import { isInShard } from "./target-moves.ts";

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

/** Enabled targets that were registered before a slot's end, and were in a shard then, by id. */
export async function targetsToAsk(
  db: DrizzleD1Database,
  shard: number,
  slotEndMs: number,
): Promise<Target[]> {
  const rows = await db
    .select()
    .from(targets)
    .where(
      and(
        isInShard(shard, slotEndMs - 1),
        eq(targets.enabled, true),
        lt(targets.registeredAt, slotEndMs),
      ),
    )
    .orderBy(asc(targets.id));
  return rows.map((row) => ({ ...targetOfRow(row), shard }));
}

/** A shard with enabled targets, and when the first of them was registered, or came into it. */
export type Shard = Readonly<{ shard: number; registeredAt: number }>;

/** Shards that have an enabled target at a moment. */
export async function shardsToAsk(db: DrizzleD1Database, atMs: number): Promise<Shard[]> {
  // By the columns of an index, so that nothing is sorted: what is sorted, D1 counts twice.
  const { shard, shardSince, shardBefore, registeredAt } = targets;
  const groups = await db
    .select({ shard, shardSince, shardBefore, registeredAt: min(registeredAt) })
    .from(targets)
    .where(eq(targets.enabled, true))
    .groupBy(shard, shardSince, shardBefore);
  const first = new Map<number, number>();
  for (const group of groups) {
    const since = group.shardSince ?? 0;
    const isYet = since > atMs;
    const own = isYet ? (group.shardBefore ?? group.shard) : group.shard;
    const from = Math.max(group.registeredAt ?? 0, isYet ? 0 : since);
    first.set(own, Math.min(first.get(own) ?? Infinity, from));
  }
  return [...first]
    .map(([each, from]) => ({ shard: each, registeredAt: from }))
    .sort((a, b) => a.shard - b.shard);
}

/** A bound value holds at most 2 MB in D1: so many targets stay far below. */
const TARGETS_PER_STATEMENT = 1000;

/** The statements that write targets, however many they are. */
export const upsertsOf = (db: DrizzleD1Database, changed: readonly Target[]) =>
  Array.from({ length: Math.ceil(changed.length / TARGETS_PER_STATEMENT) }, (_, i) =>
    upsertTargets(db, changed.slice(i * TARGETS_PER_STATEMENT, (i + 1) * TARGETS_PER_STATEMENT)),
  );

/** Writes targets over what is stored under their ids, but for their registration: one statement with one parameter. */
export const upsertTargets = (db: DrizzleD1Database, changed: readonly Target[]) =>
  db
    .insert(targets)
    .select(
      sql`SELECT value->>'$.id', value->>'$.url', value->>'$.agent', value->>'$.role', value->>'$.orchestrator',
        value->>'$.node', value->>'$.gateway', value->>'$.service_host', value->>'$.region', value->>'$.lookback_ms',
        value->>'$.shard', value->>'$.registered_at', value->>'$.enabled', value->>'$.trust',
        value->>'$.service_uri', value->>'$.delegation', NULL, NULL
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
        shard: sql`excluded.shard`,
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
  shardBefore: _before,
  shardSince: _since,
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
