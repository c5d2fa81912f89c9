import { HOUR_MS } from "../../schema/sla/hour.ts";
import type { ScrapeMessage } from "../../schema/wire/raw.ts";
import type { DoneBackfill } from "../store/backfills-of.ts";
import { backfillOf } from "./backfill-request.ts";
import { type Gap, QUARTER_MS } from "./gaps.ts";

/** Targets that one message may name. */
export const TARGETS_PER_MESSAGE = 100;

/**
 * The backfill that asks for gaps: of one range, for all targets that miss it. Of several the one that most targets miss, and of
 * as many another one every hour; what was asked for in vain rests, twice as long every time, so that it keeps out no other.
 *
 * @param done  the day's backfills of the shard
 */
export async function gapMessage(
  message: ScrapeMessage,
  gaps: readonly Gap[],
  done: readonly DoneBackfill[],
): Promise<ScrapeMessage | null> {
  const ranges = [...Map.groupBy(gaps, ({ from, to }) => `${from}/${to}`).values()];
  const requests = await Promise.all(
    ranges.map((own) => {
      const targets = own.map(({ target }) => target).sort();
      const { from = 0, to = 0 } = own[0] ?? {};
      return backfillOf({ from, to, targets: targets.slice(0, TARGETS_PER_MESSAGE) }, "look");
    }),
  );
  const startMs = (slot: number) => slot * message.slot_seconds * 1000;
  const isRested = ({ digest }: { digest: string }) => {
    const slots = done.filter((each) => each.digest === digest).map(({ slot }) => slot);
    if (slots.length === 0) return true;
    const sinceMs = startMs(message.slot) - startMs(Math.max(...slots));
    return sinceMs >= QUARTER_MS * 2 ** slots.length;
  };
  const rested = requests.filter(isRested);
  const most = Math.max(...rested.map(({ targets = [] }) => targets.length));
  const largest = rested.filter(({ targets = [] }) => targets.length === most);
  const hours = Math.floor(startMs(message.slot) / HOUR_MS);
  const backfill = largest[hours % Math.max(1, largest.length)];
  return backfill === undefined ? null : { ...message, backfill };
}
