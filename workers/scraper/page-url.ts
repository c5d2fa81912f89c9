import type { ScrapeMessage } from "../../schema/wire/raw.ts";

/** What an agent is asked. @param limit  windows that its page may have at most; null leaves that to it */
export function pageUrl(
  origin: string,
  after: string | null,
  backfill: ScrapeMessage["backfill"],
  limit: number | null,
): string {
  const url = new URL("/v1/windows", origin);
  if (after !== null) url.searchParams.set("after", after);
  if (backfill) url.searchParams.set("from", new Date(backfill.from).toISOString());
  if (limit !== null) url.searchParams.set("limit", String(limit));
  return url.href;
}
