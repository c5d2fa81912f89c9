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
  readReducer,
  setNextStart,
  type AgentRow,
} from "./store/agent-row.ts";
import { inTransaction } from "./store/database.ts";
import { openMinutes, takeMinute } from "./store/observations.ts";
import { forgetOld } from "./store/retention.ts";

/**
 * Begins a run: what an earlier run left open and is due is sealed, minutes in which none ran are passed over, and
 * the next minute is this one, or an earlier one that is still open.
 */
export function beginRun(
  opened: Opened,
  startedAtMs: number,
  collectors: readonly CollectorHealth[],
): void {
  inTransaction(opened.db, () => {
    const { next_start: next } = agentRow(opened);
    const left = [...(next === null ? [] : [next]), ...openMinutes(opened.db)];
    const due = [...new Set(left)]
      .filter((start) => dueAt(start) <= startedAtMs)
      .toSorted((a, b) => a - b);
    for (const start of due) sealMinute(opened, start, collectors);
    const open = left.filter((start) => dueAt(start) > startedAtMs);
    // Never behind what is sealed, whatever the clock says now.
    const sealedUntil = agentRow(opened).next_start ?? 0;
    setNextStart(opened.db, Math.max(sealedUntil, Math.min(minuteOf(startedAtMs), ...open)));
  });
}

/** Seals every minute that is due, in order, each in a transaction of its own. Returns how many. */
export function sealDue(opened: Opened, collectors: readonly CollectorHealth[]): number {
  let sealed = 0;
  while (sealNext(opened, collectors)) sealed += 1;
  return sealed;
}

function sealNext(opened: Opened, collectors: readonly CollectorHealth[]): boolean {
  if (!isDue(opened)) return false;
  return inTransaction(opened.db, () => {
    const { next_start: start } = agentRow(opened);
    if (start === null || dueAt(start) > opened.now()) return false;
    sealMinute(opened, start, collectors);
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
  forgetOld(db, nowMs);
}

function agentRow({ db }: Opened): AgentRow {
  const agent = readAgent(db);
  if (agent === null) throw new Error("the store lost its agent");
  return agent;
}
