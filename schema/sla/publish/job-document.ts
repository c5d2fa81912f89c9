import type { Job } from "../../wire/job.ts";
import type { JobTotals } from "../../wire/job-entry.ts";
import type { Gpu } from "../../wire/workflow.ts";
import type { Credit } from "../credit.ts";
import { EMPTY_DELTA } from "../empty-delta.ts";
import { summaryOf } from "../fps.ts";
import type { SoFar } from "./account-jobs.ts";
import type { Decider } from "./counting.ts";
import { gpuOf, nodeOf } from "./job-key.ts";
import type { Joined } from "./join-jobs.ts";
import type { Key } from "./row.ts";
import { iso, isoOrNull, sideDocument } from "./side-document.ts";
import type { Side } from "./sides.ts";
import type { Verdicts } from "./verdicts.ts";

const ATTOWEI_PER_WEI = 10n ** 18n;

/**
 * A job as it is published. Members stand in RFC 8785's order throughout, so that nothing has to be sorted to write it.
 *
 * @param decider  null while it is open: then it has no result, and counts so far
 */
export function jobDocument(
  job: Joined,
  key: Key,
  decider: Decider | null,
  verdicts: Verdicts,
): Job {
  const { target, latest } = seenBy(job, decider);
  const totals = decider?.decided.entry.totals ?? null;
  const verdict = decider && verdicts[target.role];
  const measured = totals ?? (job.gateway ?? job.orchestrator)?.soFar ?? NOTHING;
  const outcome = verdict?.outcome ?? "pending";
  const seesSwaps = totals !== null && target.role === "gateway" && totals.sources.swap;
  return {
    active_seconds: measured.active_ms / 1000,
    cause: verdict?.cause ?? null,
    credit_ppm: verdict?.credit?.creditPpm ?? (outcome === "failed" ? 0 : null),
    ended_at: isoOrNull(totals?.ended_at ?? null),
    errors: measured.errors,
    evidence: evidenceOf(job, decider, verdicts),
    fees: feesOf(totals?.fees),
    first_frame_at: isoOrNull(latest.first_output_at),
    first_frame_ms: totals?.first_frame_ms ?? null,
    first_output_ms: totals?.first_output_ms ?? null,
    fps: verdict ? summaryOf(verdict.fps) : unknownFps(measured),
    gateway: key.gateway ?? latest.gateway,
    gpu: gpuDocument(gpuOf(job)),
    id: job.id,
    model: key.model,
    node: nodeOf(job),
    orchestrator: key.orchestrator,
    outcome,
    pipeline: key.pipeline,
    purpose: key.purpose,
    region: key.region,
    request: latest.request,
    restarts: measured.restarts,
    stall_seconds: measured.stall_ms / 1000,
    started_at: iso(latest.started_at),
    state: decider === null ? "open" : "decided",
    swapped: seesSwaps ? totals.swapped : null,
  };
}

function evidenceOf(
  { gateway, orchestrator }: Joined,
  decider: Decider | null,
  verdicts: Verdicts,
): Job["evidence"] {
  const decidedBy = decider?.target.role ?? null;
  const verdict = decidedBy && verdicts[decidedBy];
  return {
    decided_by: decidedBy,
    gateway: sideDocument(gateway, verdicts.gateway),
    orchestrator: sideDocument(orchestrator, verdicts.orchestrator),
    qualities: qualitiesOf(verdict?.credit?.qualities),
    self_excused: verdict?.selfExcused ?? false,
    witness: gateway === null ? "orchestrator" : orchestrator === null ? "gateway" : "both",
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

const unknownFps = ({ samples, zero_samples }: SoFar): Job["fps"] => ({
  jitter: null,
  mean: null,
  samples,
  stddev: null,
  zero_samples,
});

const qualitiesOf = (of: Credit["qualities"] | undefined): Job["evidence"]["qualities"] => ({
  delivered_frames: of?.delivered_frames ?? null,
  e2e: of?.e2e ?? null,
  first_frame: of?.first_frame ?? null,
  stability: of?.stability ?? null,
});

const gpuDocument = (gpu: Gpu | null): Gpu | null =>
  gpu && { index: gpu.index, memory_bytes: gpu.memory_bytes, name: gpu.name, uuid: gpu.uuid };

/** Floored to wei once, here. */
const feesOf = (fees: JobTotals["fees"] | undefined): Job["fees"] => ({
  expected_value_wei: String(BigInt(fees?.expected_value_attowei ?? "0") / ATTOWEI_PER_WEI),
  face_value_wei: fees?.face_value_wei ?? "0",
  tickets: fees?.tickets ?? 0,
});
