import { setTimeout as sleep } from "node:timers/promises";
import { JobsPage } from "../schema/wire/api/jobs.ts";
import type { Effort } from "./effort.ts";
import { startFreshStack } from "./fresh-stack.ts";
import { judged, type Row, spreadOf } from "./row.ts";

const SLOT_S = 60;

/** Slot length, and 65 s: a minute until its window is sealed, and what sealing, fetching and publishing take. */
const GOAL_S = SLOT_S + 65;

/** A job ends every second for a slot's length, so that every moment of a slot counts alike. */
const ENDING_S = SLOT_S;

/** So much longer than the goal is waited, that what misses it is seen too. */
const PATIENCE_S = 60;
const POLL_MS = 1000;

/** From the end of a job at its agent to the first answer of `/v1/jobs` that shows it as decided. */
export async function freshnessBench({ smoke }: Effort): Promise<Row[]> {
  await using stack = await startFreshStack();
  const seen = new Map<string, number>();
  const endings = smoke ? 1 : ENDING_S;
  const giveUp = Date.now() + (smoke ? 3 : ENDING_S + GOAL_S + PATIENCE_S) * 1000;
  for (let ended = 0; Date.now() < giveUp && seen.size < endings;) {
    if (ended < endings) {
      stack.endJob();
      ended += 1;
    }
    for (const { id, endedAt } of await decidedJobs(stack.url))
      if (!seen.has(id)) seen.set(id, (Date.now() - endedAt) / 1000);
    await sleep(POLL_MS);
  }
  if (smoke) return [];
  const waits = [...seen.values()].toSorted((a, b) => a - b);
  // Of those that were not seen it is known that they take at least as long as was waited.
  const atLeast = GOAL_S + PATIENCE_S;
  const unseen = Array.from({ length: endings - waits.length }, () => atLeast);
  const p95 = [...waits, ...unseen][Math.ceil(endings * 0.95) - 1] ?? atLeast;
  const row = {
    part: "freshness",
    what: `p95 from a job's end to /v1/jobs ÷ goal, ${endings} jobs, slots of ${SLOT_S} s`,
    ours: `${p95.toFixed(0)} s, median ${spreadOf([...waits, ...unseen]).median.toFixed(0)} s; ${waits.length} seen`,
    against: `slot length + 65 s: ${GOAL_S} s`,
  };
  return [judged(row, [p95 / GOAL_S], { atMost: 1 })];
}

async function decidedJobs(url: string): Promise<{ id: string; endedAt: number }[]> {
  const reply = await fetch(`${url}/v1/jobs?limit=100`);
  if (!reply.ok) return [];
  const { jobs } = JobsPage.parse(await reply.json());
  return jobs.flatMap(({ id, state, ended_at }) =>
    state === "decided" && ended_at !== null ? [{ id, endedAt: Date.parse(ended_at) }] : [],
  );
}
