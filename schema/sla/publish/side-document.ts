import type { JobSide } from "../../wire/job.ts";
import { summaryOf } from "../fps.ts";
import type { Verdict } from "../verdict.ts";
import { isDecider } from "./counting.ts";
import type { Side } from "./sides.ts";

/** What a side that has decided said. Members stand in RFC 8785's order. @param verdict  of that side */
export function sideDocument(side: Side | null, verdict: Verdict | null): JobSide | null {
  if (!isDecider(side) || verdict === null) return null;
  const { entry, window } = side.decided;
  const { totals } = entry;
  return {
    active_seconds: totals.active_ms / 1000,
    agent: side.target.agent,
    cause: verdict.cause,
    e2e_ms: totals.e2e_ms,
    ended_at: isoOrNull(totals.ended_at),
    ending: totals.ending,
    epoch: window.epoch,
    first_frame_ms: totals.first_frame_ms,
    first_output_ms: totals.first_output_ms,
    fps: summaryOf(verdict.fps),
    impossible: totals.impossible,
    outcome: verdict.outcome,
    relayed: entry.relayed,
    role: side.target.role,
    seq: window.seq,
    started_at: iso(entry.started_at),
    trust: side.target.trust,
  };
}

/** A moment as documents have it. */
export const iso = (ms: number): string => new Date(ms).toISOString();
/** The same; null where it is not known. */
export const isoOrNull = (ms: number | null): string | null => (ms === null ? null : iso(ms));
