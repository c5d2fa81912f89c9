import type { DrizzleD1Database } from "drizzle-orm/d1";
import { messageId } from "../../schema/sla/raw-key.ts";
import type { Hour } from "../../schema/wire/quantity.ts";
import type { RawObject } from "../../schema/wire/raw.ts";
import { type LedgerEntry, rowsOfShard } from "../store/ledger.ts";
import { windowsBelow } from "../store/windows-below.ts";
import { gapMessage } from "./gap-message.ts";
import { gapRoomOf } from "./gap-room.ts";
import { type Gap, gapsIn, hoursBefore, hoursToCheck, resumedIn, seenIn } from "./gaps.ts";
import { reasonOf } from "./reason.ts";
import type { Post } from "./send.ts";

/** What looking for gaps touches. */
export type GapPorts = Readonly<{
  db: DrizzleD1Database;
  post: Post;
  /** What the account may do with its queues in a day; null where that has no limit. */
  queueOpsPerDay: number | null;
  log: (entry: object) => void;
}>;

/**
 * Looks for windows that never came, in the part of the ledger that is this turn's to look at, and asks the agents for them if
 * they answer and may still count. At most one message, of those that the day has left. What fails here is said and left to the
 * next look.
 */
export async function askForGaps(
  { plan, outcomes }: RawObject,
  nowMs: number,
  { db, post, queueOpsPerDay, log }: GapPorts,
): Promise<void> {
  const looks = plan.message.backfill === null ? hoursToCheck(plan.message) : [];
  if (looks.length === 0) return;
  try {
    const answered = new Set(
      outcomes.filter(({ outcome }) => outcome === "ok").map(({ target }) => target),
    );
    const lookback = new Map(plan.targets.map(({ id, lookback_ms }) => [id, lookback_ms]));
    const rows = await rowsOfShard(db, plan.message.shard, [...new Set(looks.flat())]);
    const found: Gap[] = [];
    for (const look of looks) found.push(...(await gapsOfLook(db, look, rows, nowMs)));
    const gaps = found.filter(
      ({ target, to }) => answered.has(target) && to > nowMs - (lookback.get(target) ?? 0),
    );
    if (gaps.length === 0) return;
    const { soFar, done } = await gapRoomOf(db, plan.message, queueOpsPerDay);
    const message = done.length < soFar ? await gapMessage(plan.message, gaps, done) : null;
    if (message === null) return;
    await post([{ body: message, delaySeconds: 0 }]);
    const { from, to, targets } = message.backfill ?? {};
    log({ event: "scrape.gap", turn: messageId(message), from, to, targets });
  } catch (error) {
    log({ event: "scrape.gaps_unknown", reason: reasonOf(error), error: String(error) });
  }
}

async function gapsOfLook(
  db: DrizzleD1Database,
  [before, hour]: readonly [Hour, Hour],
  rows: readonly LedgerEntry[],
  nowMs: number,
): Promise<Gap[]> {
  const own = rows.filter((each) => each.hour === before || each.hour === hour);
  const seen = seenIn(own);
  const resumed = resumedIn(hour, seen);
  if (resumed.length === 0) return gapsIn(seen);
  const shard = own[0]?.shard ?? 0;
  return gapsIn([...seen, ...(await windowsBelow(db, shard, hoursBefore(hour, nowMs), resumed))]);
}
