import type { DrizzleD1Database } from "drizzle-orm/d1";
import { slotHour } from "../../schema/sla/raw-key.ts";
import type { ScrapeMessage } from "../../schema/wire/raw.ts";
import { foldedObjects } from "../store/ledger.ts";
import { shardsToAsk } from "../store/targets.ts";
import { plan, turnsDue } from "./plan.ts";
import type { Send } from "./send.ts";

/**
 * One tick of the cron: sends what is due and not folded. Nothing is written, so that a late, missed or repeated tick
 * changes nothing; a turn that is still on its way is sent twice and stored once.
 *
 * @returns what was sent
 */
export async function schedule(
  scheduledTimeMs: number,
  slotSeconds: number,
  { db, send }: Readonly<{ db: DrizzleD1Database; send: Send }>,
): Promise<ScrapeMessage[]> {
  const due = turnsDue(scheduledTimeMs, slotSeconds, await shardsToAsk(db));
  if (due.length === 0) return [];
  const messages = plan(due, await foldedObjects(db, [...new Set(due.map(slotHour))]));
  await send(messages);
  return messages;
}
