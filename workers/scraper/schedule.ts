import type { DrizzleD1Database } from "drizzle-orm/d1";
import { allowanceOf } from "../../schema/sla/queue-budget.ts";
import { slotHour } from "../../schema/sla/raw-key.ts";
import type { ScrapeMessage } from "../../schema/wire/raw.ts";
import { foldedObjects } from "../store/ledger.ts";
import { shardsToAsk } from "../store/targets.ts";
import type { ScraperConfig } from "./config.ts";
import { namesOf, plan, slotAt, spareOfTick, turnsDue } from "./plan.ts";
import { reasonOf } from "./reason.ts";
import type { Post } from "./send.ts";

/** What the cron touches. */
export type SchedulePorts = Readonly<{
  db: DrizzleD1Database;
  post: Post;
  log: (entry: object) => void;
}>;

/**
 * One tick of the cron: sends what is due and not folded. Nothing is written, so that a late, missed or repeated tick
 * changes nothing; a turn that is still on its way is sent twice and stored once. A database that does not answer, or a
 * queue that takes nothing, is said: the next ticks look back.
 *
 * @returns what was sent
 */
export async function schedule(
  scheduledTimeMs: number,
  { slotSeconds, queueOpsPerDay }: Pick<ScraperConfig, "slotSeconds" | "queueOpsPerDay">,
  { db, post, log }: SchedulePorts,
): Promise<ScrapeMessage[]> {
  const slot = slotAt(scheduledTimeMs, slotSeconds);
  try {
    const shards = await shardsToAsk(db, scheduledTimeMs);
    const due = turnsDue(scheduledTimeMs, slotSeconds, shards, queueOpsPerDay);
    if (due.length === 0) return [];
    const folded = await foldedObjects(db, [...new Set(due.map(slotHour))]);
    const { asked, spare } = allowanceOf(slot, slotSeconds, shards, queueOpsPerDay);
    const ofTick = spareOfTick(scheduledTimeMs, slotSeconds, spare);
    const sending = plan(scheduledTimeMs, due, folded, ofTick);
    if (sending.length === 0) return [];
    const messages = sending.map(({ message }) => message);
    await post(sending.map(({ message, delaySeconds }) => ({ body: message, delaySeconds })));
    const deferred = shards.length - asked.length;
    log({
      event: "scrape.planned",
      slot,
      turns: namesOf(messages),
      shards: shards.length,
      ...(deferred > 0 && { deferred, reason: "queue_budget" }),
    });
    return messages;
  } catch (error) {
    log({ event: "scrape.not_planned", slot, reason: reasonOf(error), error: String(error) });
    return [];
  }
}
