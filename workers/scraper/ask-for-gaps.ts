import type { DrizzleD1Database } from "drizzle-orm/d1";
import { messageId } from "../../schema/sla/raw-key.ts";
import type { RawObject } from "../../schema/wire/raw.ts";
import { rowsOfShard } from "../store/ledger.ts";
import { gapMessage, gapsIn, hoursToCheck } from "./gaps.ts";
import { reasonOf } from "./reason.ts";
import type { Post } from "./send.ts";

/**
 * Looks for windows that never came, in the part of the ledger that is this turn's to look at, and asks the agents for them if
 * they answer and may still count. At most one message. What fails here is said and left to the next look.
 */
export async function askForGaps(
  { plan, outcomes }: RawObject,
  nowMs: number,
  { db, post, log }: Readonly<{ db: DrizzleD1Database; post: Post; log: (entry: object) => void }>,
): Promise<void> {
  const hours = plan.message.backfill === null ? hoursToCheck(plan.message) : null;
  if (hours === null) return;
  try {
    const answered = new Set(
      outcomes.filter(({ outcome }) => outcome === "ok").map(({ target }) => target),
    );
    const lookback = new Map(plan.targets.map(({ id, lookback_ms }) => [id, lookback_ms]));
    const gaps = gapsIn(await rowsOfShard(db, plan.message.shard, hours)).filter(
      ({ target, to }) => answered.has(target) && to > nowMs - (lookback.get(target) ?? 0),
    );
    const message = await gapMessage(plan.message, gaps);
    if (message === null) return;
    await post([{ body: message, delaySeconds: 0 }]);
    const { from, to, targets } = message.backfill ?? {};
    log({ event: "scrape.gap", turn: messageId(message), from, to, targets });
  } catch (error) {
    log({ event: "scrape.gaps_unknown", reason: reasonOf(error), error: String(error) });
  }
}
