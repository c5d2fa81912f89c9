import { type KnownBelow, checkPage } from "../../schema/sla/chain.ts";
import type { OutcomeLine, ScrapeMessage } from "../../schema/wire/raw.ts";
import type { Target } from "../../schema/wire/target.ts";
import type { SignedWindow } from "../../schema/wire/window.ts";
import type { Failure } from "./fetch-text.ts";
import type { Page } from "./read-page.ts";

/** What was refused, by reason. */
export type Refused = OutcomeLine["outcome"]["refused"];

/** A page's windows that count, and the count of those that do not. */
export type Accepted = Readonly<{ windows: readonly SignedWindow[]; refused: Refused }>;

/** A window may start this much after its receipt: clocks differ, in milliseconds. */
export const FUTURE_MS = 120_000;

/**
 * Decides what of a page counts as data. Windows of the future, and windows older than the target's row allows, are
 * refused one by one; a bad signature or a broken chain among the rest refuses the page. Every window is believed by
 * what is kept beside it, and by nothing that was left out.
 *
 * @param before      windows of the turn's pages before it, whose chain it goes on
 * @param knownBelow  what the ledger has of the chain that a turn goes on
 */
export async function acceptPage(
  page: Exclude<Page, { broken: string }>,
  target: Pick<Target, "agent" | "lookback_ms">,
  backfill: ScrapeMessage["backfill"],
  receivedAtMs: number,
  before: readonly SignedWindow[],
  knownBelow?: KnownBelow,
): Promise<Accepted | Failure> {
  const isFuture = ({ window }: SignedWindow) => window.start > receivedAtMs + FUTURE_MS;
  const isTooOld = ({ window }: SignedWindow) => window.start < receivedAtMs - target.lookback_ms;
  const isWanted = ({ window: { start } }: SignedWindow) =>
    !backfill || (start >= backfill.from && start < backfill.to);
  const windows = page.windows.filter(
    (signed) => !isFuture(signed) && !isTooOld(signed) && isWanted(signed),
  );
  const broken = await checkPage(windows, target.agent, before, knownBelow);
  if (broken) return { outcome: broken.fault, detail: broken.at };
  const refused = {
    future: page.windows.filter(isFuture).length,
    too_old: page.windows.filter(isTooOld).length,
    unknown_version: page.unread.length,
  };
  return { windows, refused };
}

/** Refusals of several pages. */
export function addRefused(a: Refused, b: Refused): Refused {
  const not_asked = (a.not_asked ?? 0) + (b.not_asked ?? 0);
  return {
    future: a.future + b.future,
    too_old: a.too_old + b.too_old,
    unknown_version: a.unknown_version + b.unknown_version,
    ...(not_asked > 0 && { not_asked }),
  };
}
