import * as z from "zod";
import type { ScrapeMessage } from "../../schema/wire/raw.ts";
import type { Shard } from "../store/targets.ts";
import { backfillOf } from "./backfill-request.ts";
import { slotAt } from "./plan.ts";

const Moment = z.iso.datetime({ offset: true }).transform((text) => Date.parse(text));
const MAX_RANGE_MS = 31 * 86_400_000;

/** An operator's request: windows that start in `[from, to)`, at most 31 days, RFC 3339. */
export const BackfillRequest = z
  .strictObject({ from: Moment, to: Moment })
  .refine(({ from, to }) => from >= 0 && from < to, {
    message: "from is not before to",
    path: ["from"],
  })
  .refine(({ from, to }) => to - from <= MAX_RANGE_MS, {
    message: "more than 31 days",
    path: ["to"],
  });
export type BackfillRequest = z.infer<typeof BackfillRequest>;

/** What one message asks for, in milliseconds: as many windows as a target's pages hold, as a rule. What they do not is asked on. */
const PIECE_MS = 6 * 3_600_000;

/** The messages of a backfill: pieces × shards. The same request in the same slot has the same names. */
export async function backfillMessages(
  { from, to }: BackfillRequest,
  nowMs: number,
  slotSeconds: number,
  shards: readonly Shard[],
): Promise<ScrapeMessage[]> {
  const slot = slotAt(nowMs, slotSeconds);
  const messages: ScrapeMessage[] = [];
  for (let start = from; start < to; start += PIECE_MS) {
    const piece = { from: start, to: Math.min(start + PIECE_MS, to) };
    const backfill = await backfillOf(piece, "operator");
    const schema = "livepeer.sla.scrape/1" as const;
    for (const { shard } of shards)
      messages.push({ schema, slot, slot_seconds: slotSeconds, shard, backfill });
  }
  return messages;
}
