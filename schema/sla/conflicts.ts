import { CONFLICT_FIELDS, type Conflict, type CountedBecause } from "../wire/conflict.ts";
import type { Job, JobSide } from "../wire/job.ts";

/** Why a job's outcome is the one side's word; null while it is open. */
export function decidedBecause({ decided_by }: Job["evidence"]): CountedBecause | null {
  if (decided_by === null) return null;
  return decided_by === "gateway" ? "gateway_saw_it" : "only_the_orchestrator_decided";
}

/**
 * What two sides that have both decided a job say otherwise, in a stated order; nothing where one of them is silent. Measured
 * values differ a little even between honest sides: each has its own clock, and samples that the other did not get.
 */
export function conflictsOf(evidence: Job["evidence"]): Conflict[] {
  const { gateway, orchestrator, decided_by: counted } = evidence;
  const because = decidedBecause(evidence);
  if (gateway === null || orchestrator === null || counted === null || because === null) return [];
  return CONFLICT_FIELDS.flatMap((field) => {
    const [ours, theirs] = [saidBy(gateway, field), saidBy(orchestrator, field)];
    if (ours === null || theirs === null || ours === theirs) return [];
    return { field, gateway: ours, orchestrator: theirs, counted, because };
  });
}

const saidBy = (side: JobSide, field: Conflict["field"]): string | number | null =>
  field === "mean_fps" ? side.fps.mean : side[field];
