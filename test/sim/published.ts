import { setTimeout as sleep } from "node:timers/promises";
import { HOUR_MS } from "../../schema/sla/hour.ts";
import { rawKey } from "../../schema/sla/raw-key.ts";
import { PublishedHour } from "../../schema/wire/hour.ts";
import { type RunningWorker, SLOT_MS } from "./worker.ts";
import type { WindowsByHour } from "./windows-by-hour.ts";

const PATIENCE_MS = 120_000;
const POLL_MS = 250;

/** What is waited for: windows by hour, and the shards that bring them. */
export type Expected = Readonly<{ windows: WindowsByHour; shards: readonly number[] }>;

/**
 * Fires cron until every hour is published with all the windows that its agents hold, closed where it has ended.
 *
 * @returns the latest version of each, or null where patience ran out first
 */
export async function published(
  { url, tick }: Pick<RunningWorker, "url" | "tick">,
  { windows, shards }: Expected,
  givenUp: () => boolean,
): Promise<PublishedHour[] | null> {
  const deadline = Date.now() + PATIENCE_MS;
  const isOver = () => Date.now() >= deadline || givenUp();
  do {
    const atMs = Date.now();
    await tick(atMs);
    // Publishing while agents are still asked would take the time that they have to answer.
    do await sleep(POLL_MS);
    while (!isOver() && !(await isScraped(url, Math.floor(atMs / SLOT_MS), shards)));
    const hours = await Promise.all(Object.keys(windows).map((hour) => latest(url, hour)));
    const done = hours.filter((hour) => hour !== null).filter((hour) => isComplete(hour, windows));
    if (done.length === hours.length) return done;
  } while (!isOver());
  return null;
}

/** Whether every shard's raw object of a slot is stored. */
async function isScraped(url: string, slot: number, shards: readonly number[]): Promise<boolean> {
  const turn = { schema: "livepeer.sla.scrape/1", slot_seconds: SLOT_MS / 1000 } as const;
  const keys = shards.map((shard) => rawKey({ ...turn, slot, shard, backfill: null }));
  const replies = await Promise.all(
    keys.map((key) => fetch(`${url}/v1/snapshots/${key}`, { method: "HEAD" })),
  );
  return replies.every(({ ok }) => ok);
}

async function latest(url: string, hour: string): Promise<PublishedHour | null> {
  const reply = await fetch(`${url}/v1/hours/${hour}`);
  return reply.ok ? PublishedHour.parse(await reply.json()) : null;
}

function isComplete({ hour, state, windows }: PublishedHour, expected: WindowsByHour): boolean {
  const ended = Date.parse(hour) + HOUR_MS <= Date.now();
  return windows >= (expected[hour] ?? 0) && (state !== "open" || !ended);
}
