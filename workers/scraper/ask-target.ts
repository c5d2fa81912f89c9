import type { OutcomeLine, PlanLine, ScrapeMessage } from "../../schema/wire/raw.ts";
import type { SignedWindow } from "../../schema/wire/window.ts";
import { acceptPage, addRefused } from "./accept-page.ts";
import { type Failure, type Limits, fetchText } from "./fetch-text.ts";
import { readPage } from "./read-page.ts";
import { checkTargetUrl } from "./target-url.ts";

/** A target of a plan, with the cursor that its probe begins at. */
export type PlannedTarget = PlanLine["plan"]["targets"][number];

/** The one outcome of a probe, and the windows that it brought, in the order of sealing. */
export type Probe = Readonly<{
  outcome: OutcomeLine["outcome"];
  windows: readonly SignedWindow[];
}>;

/** What a probe needs. `room` is shared by a turn's probes: bytes that pages after a target's first may still fill. */
export type ProbePorts = Readonly<{
  fetch: (url: string, init: RequestInit) => Promise<Response>;
  now: () => number;
  limits: Limits;
  allowLoopback: boolean;
  room: { bytes: number };
}>;

/** A backlog of two hours comes in one turn, and none takes longer than this: pages, and milliseconds. */
const MAX_PAGES = 8;
const MAX_PROBE_MS = 15_000;

/**
 * Asks one target for its windows after the cursor, page after page while there are more. Never throws: a failure is
 * the probe's outcome, and what the pages before it brought is kept.
 */
export async function askTarget(
  target: PlannedTarget,
  backfill: ScrapeMessage["backfill"],
  ports: ProbePorts,
): Promise<Probe> {
  const { now, room } = ports;
  const startedAt = now();
  const windows: SignedWindow[] = [];
  let refused = { future: 0, too_old: 0, unknown_version: 0 };
  let cursor = backfill ? null : target.cursor;
  let before: readonly SignedWindow[] = [];
  let failure: Failure | null = null;
  for (let pages = 0; pages < MAX_PAGES; pages++) {
    const page = await askPage(target, cursor, backfill, before, ports);
    if ("outcome" in page) {
      failure = page;
      break;
    }
    windows.push(...page.windows);
    before = page.windows;
    refused = addRefused(refused, page.refused);
    const moved = page.next !== cursor;
    cursor = page.next;
    if (pages > 0) room.bytes -= page.bytes;
    if (!page.more || !moved || room.bytes <= 0 || now() - startedAt > MAX_PROBE_MS) break;
  }
  const outcome = {
    target: target.id,
    outcome: failure?.outcome ?? ("ok" as const),
    detail: failure?.detail?.slice(0, 200) ?? null,
    received_at: now(),
    cursor: backfill ? target.cursor : cursor,
    refused,
  };
  return { outcome, windows };
}

async function askPage(
  target: PlannedTarget,
  cursor: string | null,
  backfill: ScrapeMessage["backfill"],
  before: readonly SignedWindow[],
  { fetch, limits, allowLoopback, now }: ProbePorts,
) {
  const url = checkTargetUrl(target.url, allowLoopback);
  if ("refused" in url) return { outcome: "dns", detail: `not asked: ${url.refused}` } as const;
  const fetched = await fetchText(pageUrl(url.origin, cursor, backfill), limits, fetch);
  if ("outcome" in fetched) return fetched;
  const page = readPage(fetched.text);
  if ("broken" in page) return { outcome: "bad_schema", detail: page.broken } as const;
  const accepted = await acceptPage(page, target, backfill, now(), before);
  if ("outcome" in accepted) return accepted;
  const size = page.windows.length + page.unknownVersion;
  const passed = backfill !== null && accepted.windows.length === 0;
  const more = size > 0 && page.next !== page.latest && !passed;
  return { ...accepted, next: page.next, more, bytes: fetched.text.length };
}

function pageUrl(
  origin: string,
  after: string | null,
  backfill: ScrapeMessage["backfill"],
): string {
  const url = new URL("/v1/windows", origin);
  if (after !== null) url.searchParams.set("after", after);
  if (backfill) url.searchParams.set("from", new Date(backfill.from).toISOString());
  return url.href;
}
