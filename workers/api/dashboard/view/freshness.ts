import type { Status } from "../../../../schema/wire/api/status.ts";
import type { Problem } from "../../../../schema/wire/problem.ts";
import { ago, clock, moment } from "./time.ts";

type Looked = Readonly<{
  reply: Readonly<{ atMs: number; isStale: boolean }> | null;
  problem: Problem | null;
}>;

/** How fresh a page is. `notice` is said aloud; null while there is nothing to say. */
export type Freshness = Readonly<{
  tone: "live" | "stale" | "waiting";
  text: string;
  detail: string;
  notice: string | null;
}>;

/** Published numbers are late after so many turns without a new version. */
const LATE_TURNS = 10;
const LATE_MS = 15 * 60_000;

/** How fresh the numbers of a page are, by its answers and by what the deployment says of itself. */
export function freshnessOf(
  status: Status | null,
  looked: readonly Looked[],
  nowMs: number,
): Freshness {
  const failing = looked.filter(({ reply, problem }) => reply !== null && problem !== null);
  const kept = looked.filter(({ reply }) => reply?.isStale === true);
  const oldest = Math.min(...[...failing, ...kept].flatMap(({ reply }) => reply?.atMs ?? []));
  if (failing.length > 0)
    return stale(
      `The API does not answer. These numbers are of ${clock(oldest)} UTC; it is asked again every 15 seconds.`,
    );
  if (kept.length > 0)
    return stale(
      `Storage does not answer. These numbers are the last good ones, of ${clock(oldest)} UTC.`,
    );
  const published = status?.published ?? null;
  if (status === null || published === null)
    return {
      tone: "waiting",
      text: status === null ? "waiting" : "nothing published yet",
      detail: "",
      notice: null,
    };
  const age = nowMs - Date.parse(published.published_at);
  const lateMs = Math.max(LATE_MS, LATE_TURNS * (status.slot_seconds ?? 0) * 1000);
  if (age > lateMs)
    return stale(
      `The newest publication is ${ago(age)} old, of ${moment(published.published_at)} UTC. What happened since is not in these numbers.`,
    );
  const detail = `Hour ${moment(published.hour)} UTC, version ${published.version}, ${published.state}`;
  return { tone: "live", text: `published ${ago(age)} ago`, detail, notice: null };
}

const stale = (notice: string): Freshness => ({
  tone: "stale",
  text: "stale",
  detail: notice,
  notice,
});
