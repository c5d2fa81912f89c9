import { FREE_OPS_PER_DAY, OPS_PER_MESSAGE, turnsWithin } from "../../schema/sla/queue-budget.ts";
import type { Target } from "../../schema/wire/target.ts";
import type { Turns } from "./coverage.ts";

const DAY_MS = 86_400_000;

/**
 * Queue operations of the UTC day so far, by the rules of the cron: three for each turn that it plans for the shards there are,
 * within what Free allows it, or for each that was folded, where those are more, as on Paid; and three for each backfill. What was
 * sent again, and what the queue tried again, is counted nowhere: a tenth of the day's operations is left to it.
 *
 * @param slotSeconds  T; null where it is not known: then only what was folded counts
 */
export function queueOperations(
  { scheduled, backfills }: Turns,
  enabled: readonly Pick<Target, "shard" | "registered_at">[],
  slotSeconds: number | null,
  nowMs: number,
): number {
  const planned = slotSeconds === null ? 0 : plannedTurns(enabled, slotSeconds * 1000, nowMs);
  return (Math.max(planned, scheduled) + backfills) * OPS_PER_MESSAGE;
}

function plannedTurns(
  enabled: readonly Pick<Target, "shard" | "registered_at">[],
  slotMs: number,
  nowMs: number,
): number {
  const slotOf = (ms: number) => Math.floor(ms / slotMs);
  const midnight = Math.ceil((nowMs - (nowMs % DAY_MS)) / slotMs);
  const end = slotOf(nowMs) + 1;
  let turns = 0;
  for (const own of Map.groupBy(enabled, ({ shard }) => shard).values()) {
    const first = Math.min(...own.map(({ registered_at }) => slotOf(registered_at)));
    turns += Math.max(0, end - Math.max(midnight, first));
  }
  return Math.min(turns, turnsWithin(((end - midnight) * slotMs) / 1000, FREE_OPS_PER_DAY));
}
