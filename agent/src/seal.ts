import { reduceWindow } from "../../schema/sla/reduce/reduce-window.ts";
import type { CollectorHealth } from "../../schema/wire/window.ts";
import { WINDOW_MS } from "../../schema/wire/window.ts";
import { appendWindow } from "./append-window.ts";
import { identityOf } from "./identity.ts";
import { dueAt, minuteOf } from "./minute.ts";
import type { Opened } from "./opened.ts";
import {
  afterSeal,
  readAgent,
  beginEpoch,
  readReducer,
  setNextStart,
  type AgentRow,
} from "./store/agent-row.ts";
import { keep } from "./store/keep.ts";
import { openMinutes, takeMinute } from "./store/observations.ts";
import { forgetBeyond, forgetOld } from "./store/retention.ts";
import { isFree } from "./store/windows.ts";
import { GAP_MS, takeTurn } from "./pace.ts";

/**
 * Begins a run: what an earlier run left open and is due is sealed, minutes in which none ran are passed over, and
 * the next minute is this one, or an earlier one that is still open.
 */
export function beginRun(
  opened: Opened,
  startedAtMs: number,
  collectors: readonly CollectorHealth[],
): void {
  keep(opened, () => {
    const { next_start: next } = agentRow(opened);
    const left = [...(next === null ? [] : [next]), ...openMinutes(opened.db)];
    const due = [...new Set(left)]
      .filter((start) => dueAt(start) <= startedAtMs)
      .toSorted((a, b) => a - b);
    for (const start of due) if (isFree(opened.db, start)) sealMinute(opened, start, collectors);
    const open = left.filter((start) => dueAt(start) > startedAtMs);
    // Never behind what is sealed, whatever the clock says now.
    const sealedUntil = agentRow(opened).next_start ?? 0;
    setNextStart(opened.db, Math.max(sealedUntil, Math.min(minuteOf(startedAtMs), ...open)));
  });
}

/**
 * To be called before anything is accepted or sealed. Minutes through which this process did not run are passed over, as
 * in a new run; and where the clock was set back from a time that is far ahead, an epoch begins in which the present
 * can be sealed: no minute is sealed twice, and none waits for years.
 */
export function continueRun(opened: Opened, collectors: () => readonly CollectorHealth[]): void {
  const { db, pace, warn } = opened;
  const nowMs = opened.now();
  const { isGap, jumpMs } = takeTurn(pace, nowMs, opened.monotonic?.() ?? null);
  if (jumpMs !== 0) warn({ event: "clock.jumped", ms: jumpMs, to: new Date(nowMs).toISOString() });
  if (isGap) {
    beginRun(opened, nowMs, collectors());
    pace.gaps += 1;
    pace.workedAt = nowMs;
  }
  const { next_start: next } = agentRow(opened);
  const present = minuteOf(nowMs);
  if (next === null || next - present <= GAP_MS || !isFree(db, present)) return;
  warn({ event: "epoch.begun", reason: "the clock is far behind what was sealed" });
  keep(opened, () => beginEpoch(db, opened.name(), present));
}

/** Seals every minute that is due, in order, each in a transaction of its own. Returns how many. */
export function sealDue(opened: Opened, collectors: readonly CollectorHealth[]): number {
  let sealed = 0;
  while (sealNext(opened, collectors)) sealed += 1;
  return sealed;
}

function sealNext(opened: Opened, collectors: readonly CollectorHealth[]): boolean {
  if (!isDue(opened)) return false;
  return keep(opened, () => {
    const { next_start: start } = agentRow(opened);
    if (start === null || dueAt(start) > opened.now()) return false;
    if (isFree(opened.db, start)) sealMinute(opened, start, collectors);
    else setNextStart(opened.db, start + WINDOW_MS);
    return true;
  });
}

const isDue = (opened: Opened): boolean => {
  const { next_start: start } = agentRow(opened);
  return start !== null && dueAt(start) <= opened.now();
};

/** Window, reducer state and consumed observations change together: a crash seals nothing twice and loses nothing. */
function sealMinute(opened: Opened, start: number, collectors: readonly CollectorHealth[]): void {
  const { db, signer, now } = opened;
  const agent = agentRow(opened);
  const nowMs = now();
  const { observations, late } = takeMinute(db, start, nowMs);
  const about = { role: agent.role, start, decideAll: false };
  const { state, content } = reduceWindow(readReducer(db), observations, about);
  const minute = { start, content, collectors, dropped: agent.dropped, late };
  appendWindow(db, agent.live_epoch, minute, {
    identity: identityOf(signer.agent, agent),
    signer,
    nowMs,
  });
  afterSeal(db, state, start + WINDOW_MS);
  if (nowMs >= opened.pace.holdUntil) forgetOld(db, nowMs);
  const gone = forgetBeyond(db, opened.maxBytes);
  if (gone > 0) opened.warn({ event: "store.full", windows: gone, bytes: opened.maxBytes });
}

function agentRow({ db }: Opened): AgentRow {
  const agent = readAgent(db);
  if (agent === null) throw new Error("the store lost its agent");
  return agent;
}
