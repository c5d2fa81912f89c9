import type { DrizzleD1Database } from "drizzle-orm/d1";
import { HOUR_MS, hourOf } from "../../schema/sla/hour.ts";
import { type GapAllowance, gapAllowanceOf } from "../../schema/sla/queue-budget.ts";
import type { ScrapeMessage } from "../../schema/wire/raw.ts";
import { type DoneBackfill, backfillsOf } from "../store/backfills-of.ts";
import { shardsToAsk } from "../store/targets.ts";

const DAY_MS = 24 * HOUR_MS;

/** What a shard's looks may send on the day of a slot, and the backfills that it had on it. */
export async function gapRoomOf(
  db: DrizzleD1Database,
  { slot, slot_seconds, shard }: ScrapeMessage,
  queueOpsPerDay: number | null,
): Promise<GapAllowance & Readonly<{ done: readonly DoneBackfill[] }>> {
  const atMs = slot * slot_seconds * 1000;
  const day = atMs - (atMs % DAY_MS);
  const hours = Array.from({ length: 24 }, (_, i) => hourOf(day + i * HOUR_MS));
  const [shards, done] = await Promise.all([shardsToAsk(db, atMs), backfillsOf(db, shard, hours)]);
  const place = shards.findIndex((each) => each.shard === shard);
  if (place < 0) return { soFar: 0, ofDay: 0, done };
  return { ...gapAllowanceOf(atMs, place, shards.length, queueOpsPerDay), done };
}
