import type { Job } from "../../wire/job.ts";
import type { JobTotals } from "../../wire/job-entry.ts";
import { type Policy, QUALITIES } from "../../wire/policy.ts";
import { creditOf } from "../credit.ts";
import { EMPTY_DELTA } from "../empty-delta.ts";
import { fpsSummary } from "../fps.ts";
import type { SoFar } from "./account-jobs.ts";
import type { Decider } from "./counting.ts";
import type { Joined } from "./join-jobs.ts";
import { gpuOf, nodeOf } from "./job-key.ts";
import { resultOf, sideDocument, targetsOf } from "./side-document.ts";
import type { Side } from "./sides.ts";
import type { Key } from "./tally.ts";

const ATTOWEI_PER_WEI = 10n ** 18n;

/** A job as it is published. @param decider  null while it is open: then it has no result, and counts so far */
export function jobDocument(job: Joined, key: Key, decider: Decider | null, policy: Policy): Job {
  const { id, gateway, orchestrator } = job;
  const { target, latest } = seenBy(job, decider);
  const totals = decider?.decided.entry.totals ?? null;
  const measured = totals ?? (gateway ?? orchestrator)?.soFar ?? NOTHING;
  const { outcome, cause, selfExcused } = resultOf(decider, policy);
  return {
    id,
    request: latest.request,
    orchestrator: key.orchestrator,
    node: nodeOf(job),
    gateway: key.gateway ?? latest.gateway,
    pipeline: key.pipeline,
    model: key.model,
    gpu: gpuOf(job),
    region: key.region,
    purpose: key.purpose,
    state: decider === null ? "open" : "decided",
    outcome,
    cause,
    started_at: iso(latest.started_at),
    first_frame_at: isoOrNull(latest.first_output_at),
    ended_at: isoOrNull(totals?.ended_at ?? null),
    first_frame_ms: totals?.first_frame_ms ?? null,
    first_output_ms: totals?.first_output_ms ?? null,
    fps: totals === null ? { ...UNKNOWN_FPS, ...samplesOf(measured) } : fpsSummary(totals),
    active_seconds: measured.active_ms / 1000,
    stall_seconds: measured.stall_ms / 1000,
    errors: measured.errors,
    restarts: measured.restarts,
    swapped:
      totals !== null && target.role === "gateway" && totals.sources.swap ? totals.swapped : null,
    fees: feesOf(totals?.fees),
    ...creditPart(decider, outcome, policy, selfExcused, job),
  };
}

function creditPart(
  decider: Decider | null,
  outcome: Job["outcome"],
  policy: Policy,
  selfExcused: boolean,
  { gateway, orchestrator }: Joined,
): Pick<Job, "credit_ppm" | "evidence"> {
  const credit =
    decider !== null && outcome === "success"
      ? creditOf(
          decider.decided.entry,
          decider.target.role,
          targetsOf(decider, policy),
          policy.weights,
        )
      : null;
  const none = Object.fromEntries(QUALITIES.map((quality) => [quality, null]));
  return {
    credit_ppm: credit?.creditPpm ?? (outcome === "failed" ? 0 : null),
    evidence: {
      decided_by: decider?.target.role ?? null,
      witness: gateway === null ? "orchestrator" : orchestrator === null ? "gateway" : "both",
      self_excused: selfExcused,
      qualities: credit?.qualities ?? (none as Job["evidence"]["qualities"]),
      gateway: sideDocument(gateway, policy),
      orchestrator: sideDocument(orchestrator, policy),
    },
  };
}

/** The side that tells of the job: who decides it, else the gateway. One clock for all its times. */
function seenBy(
  { gateway, orchestrator }: Joined,
  decider: Decider | null,
): Pick<Side, "target" | "latest"> {
  if (decider !== null) return { target: decider.target, latest: decider.decided.entry };
  const side = gateway ?? orchestrator;
  if (side === null) throw new TypeError("a job that nobody reported");
  return side;
}

/** A decided job has totals, and a job has a side. */
const NOTHING: SoFar = EMPTY_DELTA;
const UNKNOWN_FPS = { mean: null, stddev: null, jitter: null };
const samplesOf = ({ samples, zero_samples }: SoFar) => ({ samples, zero_samples });

/** Floored to wei once, here. */
const feesOf = (fees: JobTotals["fees"] | undefined): Job["fees"] => ({
  tickets: fees?.tickets ?? 0,
  face_value_wei: fees?.face_value_wei ?? "0",
  expected_value_wei: String(BigInt(fees?.expected_value_attowei ?? "0") / ATTOWEI_PER_WEI),
});

const iso = (ms: number): string => new Date(ms).toISOString();
const isoOrNull = (ms: number | null): string | null => (ms === null ? null : iso(ms));
