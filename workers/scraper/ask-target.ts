import type { KnownBelow } from "../../schema/sla/chain.ts";
import type { OutcomeLine, PlanLine, ScrapeMessage } from "../../schema/wire/raw.ts";
import { checkTargetUrl } from "../../schema/wire/target-url.ts";
import type { SignedWindow } from "../../schema/wire/window.ts";
import { acceptPage, addRefused } from "./accept-page.ts";
import { type Allowance, BUDGET } from "./allowance.ts";
import { type Failure, type Limits, fetchText } from "./fetch-text.ts";
import { pageUrl } from "./page-url.ts";
import type { Quarantine } from "./quarantine.ts";
import { readPage } from "./read-page.ts";

/** A target of a plan, with the cursor that its probe begins at. */
export type PlannedTarget = PlanLine["plan"]["targets"][number];

/** One target's part of a turn: its outcome as it stands, and the windows so far, in the order of sealing. */
export type Probe = Readonly<{
  target: PlannedTarget;
  outcome: OutcomeLine["outcome"];
  windows: readonly SignedWindow[];
  /** Where the next page begins. */
  cursor: string | null;
  /** Whether there is one. */
  more: boolean;
  /** What the last page filled, in bytes. */
  bytes: number;
  /** How many windows the next page may have, where it was more than there is an allowance for. */
  limit: number | null;
}>;

/** What a probe needs. */
export type ProbePorts = Readonly<{
  fetch: (url: string, init: RequestInit) => Promise<Response>;
  now: () => number;
  limits: Limits;
  allowLoopback: boolean;
  /** Takes windows of a version that cannot be read. */
  quarantine: Pick<Quarantine, "add">;
}>;

/** A page that there is no allowance for; for so many of its windows there is. */
type Held = Readonly<{ held: number }>;

const NOTHING_REFUSED = { future: 0, too_old: 0, unknown_version: 0 };

/** A probe that has not begun. */
export const openProbe = (target: PlannedTarget, backfill: ScrapeMessage["backfill"]): Probe => ({
  target,
  outcome: {
    target: target.id,
    outcome: "ok",
    detail: null,
    received_at: 0,
    cursor: target.cursor,
    refused: NOTHING_REFUSED,
  },
  windows: [],
  cursor: backfill ? null : target.cursor,
  more: true,
  bytes: 0,
  limit: null,
});

/**
 * Asks a target for its next page. Never throws: a failure is the probe's outcome and ends it, and what the pages before it
 * brought is kept.
 */
export async function askPage(
  probe: Probe,
  backfill: ScrapeMessage["backfill"],
  ports: ProbePorts,
  allowance: Allowance,
  knownBelow: KnownBelow,
): Promise<Probe> {
  const page = await pageAfter(probe, backfill, ports, allowance, knownBelow);
  const received_at = ports.now();
  if ("held" in page) {
    const outcome = { ...probe.outcome, detail: BUDGET, received_at, behind: true as const };
    const isWorthwhile = page.held > 0 && probe.limit === null;
    return { ...probe, outcome, more: isWorthwhile, limit: page.held, bytes: 0 };
  }
  if ("outcome" in page) {
    const detail = page.detail?.slice(0, 200) ?? null;
    const outcome = { ...probe.outcome, outcome: page.outcome, detail, received_at };
    return { ...probe, outcome, more: false, bytes: 0 };
  }
  const refused = addRefused(probe.outcome.refused, page.refused);
  const cursor = backfill ? probe.target.cursor : page.next;
  const taken_bytes = (probe.outcome.taken_bytes ?? 0) + page.bytes;
  const isFull = probe.limit !== null || allowance.isSpent(probe.target);
  const { behind: _, ...outcome } = probe.outcome;
  const more = page.more && page.next !== probe.cursor;
  const behind = more && { behind: true as const };
  return {
    ...probe,
    outcome: { ...outcome, detail: null, received_at, cursor, refused, taken_bytes, ...behind },
    windows: [...probe.windows, ...page.windows],
    cursor: page.next,
    more: more && !isFull,
    bytes: page.bytes,
    limit: null,
  };
}

async function pageAfter(
  { target, cursor, windows: before, limit }: Probe,
  backfill: ScrapeMessage["backfill"],
  { fetch, limits, allowLoopback, now, quarantine }: ProbePorts,
  allowance: Allowance,
  knownBelow: KnownBelow,
) {
  const url = checkTargetUrl(target.url, allowLoopback);
  if ("refused" in url) return refusal("dns", `not asked: ${url.refused}`);
  const fetched = await fetchText(pageUrl(url.origin, cursor, backfill, limit), limits, fetch);
  if ("outcome" in fetched) return fetched;
  return allowance.room.alone(async () => {
    const whole = readPage(fetched.text);
    if ("broken" in whole) return refusal("bad_schema", whole.broken);
    const page = { ...whole, windows: whole.windows.slice(0, limit ?? undefined) };
    const accepted = await acceptPage(page, target, backfill, now(), before, knownBelow);
    if ("outcome" in accepted) return accepted;
    const fitting = allowance.fitting(target, accepted.windows, fetched.bytes);
    const beyond = accepted.windows[fitting];
    if (beyond !== undefined) {
      const held: Held = { held: page.windows.indexOf(beyond) };
      return held;
    }
    quarantine.add(target.id, page.unread);
    const size = page.windows.length + page.unread.length;
    const passed = backfill !== null && (page.windows.at(-1)?.window.start ?? 0) >= backfill.to;
    const more = size > 0 && page.next !== page.latest && !passed;
    const not_asked = whole.windows.length - page.windows.length;
    const refused = { ...accepted.refused, ...(not_asked > 0 && { not_asked }) };
    return { ...accepted, refused, next: page.next, more, bytes: fetched.bytes };
  });
}

const refusal = (outcome: Failure["outcome"], detail: string): Failure => ({ outcome, detail });
