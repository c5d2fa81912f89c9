import type { JobSide } from "../../wire/job.ts";
import type { Policy } from "../../wire/policy.ts";
import { fpsSummary } from "../fps.ts";
import { outcomeOf } from "../outcome.ts";
import { targetsFor } from "../policy.ts";
import { type Decider, isDecider } from "./counting.ts";
import type { Side } from "./sides.ts";

/** What a side that has decided said. */
export function sideDocument(side: Side | null, policy: Policy): JobSide | null {
  if (!isDecider(side)) return null;
  const { entry, window } = side.decided;
  const { outcome, cause } = resultOf(side, policy);
  const { ending, ended_at, first_frame_ms, first_output_ms, e2e_ms, active_ms, impossible } =
    entry.totals;
  return {
    agent: side.target.agent,
    epoch: window.epoch,
    seq: window.seq,
    role: side.target.role,
    trust: side.target.trust,
    ending,
    outcome,
    cause,
    started_at: iso(entry.started_at),
    ended_at: isoOrNull(ended_at),
    first_frame_ms,
    first_output_ms,
    e2e_ms,
    fps: fpsSummary(entry.totals),
    active_seconds: active_ms / 1000,
    impossible,
    relayed: entry.relayed,
  };
}

/** By the workflow that the deciding side itself names, so that the other side cannot choose the targets. */
export const targetsOf = ({ decided: { entry } }: Decider, policy: Policy) =>
  targetsFor(policy, entry.pipeline, entry.model);

/** Its outcome; of nobody, pending. */
export const resultOf = (decider: Decider | null, policy: Policy): ReturnType<typeof outcomeOf> =>
  decider === null
    ? { outcome: "pending", cause: null, selfExcused: false }
    : outcomeOf(decider.decided.entry, decider.target.role, targetsOf(decider, policy));

const iso = (ms: number): string => new Date(ms).toISOString();
const isoOrNull = (ms: number | null): string | null => (ms === null ? null : iso(ms));
