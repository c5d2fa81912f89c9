import { type SQL, sql } from "drizzle-orm";
import type { DrizzleD1Database } from "drizzle-orm/d1";
import { HOUR_MS } from "../../schema/sla/hour.ts";
import { ledger } from "../../schema/tables/ledger.ts";
import { targets } from "../../schema/tables/targets.ts";
import type { Target } from "../../schema/wire/target.ts";

/** When a change of shards that is asked for now takes effect: as the next hour starts, so that a row of the ledger is of one shard. */
export const movesAt = (nowMs: number): number => (Math.floor(nowMs / HOUR_MS) + 1) * HOUR_MS;

/** Whether a target is in a shard at a moment, in SQL that both indexes serve. */
export const isInShard = (shard: number, atMs: number): SQL => sql`(
    (${targets.shard} = ${shard} AND (${targets.shardSince} IS NULL OR ${targets.shardSince} <= ${atMs}))
    OR (${targets.shardBefore} = ${shard} AND ${targets.shardSince} > ${atMs}))`;

/** Gives targets the shards that they name, from the next hour on; until then each is where it is now. One statement, one parameter. */
export const moveTargets = (db: DrizzleD1Database, moved: readonly Target[], nowMs: number) =>
  db
    .update(targets)
    .set({
      shardBefore: sql`CASE WHEN ${targets.shardSince} > ${nowMs} THEN ${targets.shardBefore} ELSE ${targets.shard} END`,
      shardSince: movesAt(nowMs),
      shard: sql`moved.value ->> '$.shard'`,
    })
    .from(sql`json_each(${JSON.stringify(moved.map(({ id, shard }) => ({ id, shard })))}) AS moved`)
    .where(sql`${targets.id} = moved.value ->> '$.id'`);

/**
 * What the shards that they came from say of a shard's newcomers, of whom its own rows (`own`: hour, target) know nothing since
 * they came: hour, target and what was told of it, in SQL. The two newest rows from before the change have it.
 *
 * @param first  the oldest hour that is looked at
 */
export const toldElsewhere = (shard: number, nowMs: number, first: string): SQL => sql`
    SELECT l.hour, moved.id AS target, l.body -> ('$.targets."' || moved.id || '"') AS told
    FROM (SELECT id, shard_before, strftime('%Y-%m-%dT%H:00:00Z', shard_since / 1000, 'unixepoch') AS since
        FROM ${targets} WHERE shard = ${shard} AND enabled = 1 AND shard_since <= ${nowMs}) AS moved
      CROSS JOIN ${ledger} AS l
    WHERE NOT EXISTS (SELECT 1 FROM own WHERE own.target = moved.id AND own.hour >= moved.since)
      AND l.shard = moved.shard_before AND told IS NOT NULL
      AND l.hour IN (SELECT hour FROM ${ledger} WHERE shard = moved.shard_before AND cursors = 1
        AND hour >= ${first} AND hour < moved.since ORDER BY hour DESC LIMIT 2)`;
