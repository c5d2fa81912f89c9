import type { ReducerState } from "./state.ts";

/** Evidence that stops without an end is decided so long after the last of it. METRICS.md §3, rule 4. */
const SILENCE_MS = 600_000;

/** More open jobs than any gateway runs; beyond it those that were silent longest are decided. */
const MAX_OPEN = 5000;

/** Marks the jobs that are decided by the end of a window. */
export function decide(state: ReducerState, start: number, end: number, all: boolean): void {
  const undecided = Object.values(state.open).filter(({ decided }) => !decided);
  const isDue = (job: (typeof undecided)[number]) =>
    all || job.end !== null || job.last_evidence_at + SILENCE_MS <= end;
  const overflow = undecided
    .filter((job) => !isDue(job))
    .sort((a, b) => b.last_evidence_at - a.last_evidence_at || (a.job < b.job ? -1 : 1))
    .slice(MAX_OPEN);
  for (const job of [...undecided.filter(isDue), ...overflow]) {
    job.decided = true;
    job.dirty_since ??= start;
  }
}
