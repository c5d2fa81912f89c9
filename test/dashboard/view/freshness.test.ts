import { expect, it } from "vitest";
import type { Status } from "../../../schema/wire/api/status.ts";
import { freshnessOf } from "../../../workers/api/dashboard/view/freshness.ts";

const NOW = Date.parse("2026-01-09T14:30:00Z");
const published = (at: string): Status =>
  ({
    slot_seconds: 60,
    published: { hour: "2026-01-09T14:00:00Z", version: 3, state: "open", published_at: at },
  }) as unknown as Status;
const good = { reply: { atMs: NOW - 5_000, isStale: false }, problem: null };
const problem = { type: "about:blank", title: "", status: 0, detail: "" };

it("is live while something was published of late", () => {
  expect(freshnessOf(published("2026-01-09T14:29:20Z"), [good], NOW)).toMatchObject({
    tone: "live",
    text: "published 40 s ago",
    notice: null,
  });
});

it.each([
  ["the API is gone", published("2026-01-09T14:29:20Z"), [{ ...good, problem }], "does not answer"],
  [
    "storage is down",
    published("2026-01-09T14:29:20Z"),
    [{ reply: { atMs: NOW - 90_000, isStale: true }, problem: null }],
    "14:28:30",
  ],
  ["nothing is published any more", published("2026-01-09T13:30:00Z"), [good], "1 h old"],
])("says so when %s", (_, status, looked, said) => {
  const { tone, notice } = freshnessOf(status, looked, NOW);
  expect(tone).toBe("stale");
  expect(notice).toContain(said);
});

it("waits, and complains of nothing, before the first publication", () => {
  expect(freshnessOf(null, [], NOW)).toMatchObject({ tone: "waiting", notice: null });
});
