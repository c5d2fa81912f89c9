import type { CohortMeasure } from "../../wire/cohort.ts";
import type { Address } from "../../wire/identifier.ts";
import type { Latency, Rollup, Sums, Witness } from "../../wire/rollup.ts";
import { quantile } from "../histogram.ts";
import { ppmOf, scaled } from "../quotient.ts";
import { addSums, EMPTY_SUMS } from "../sums.ts";
import { workflowName } from "../workflow-name.ts";

/** One orchestrator in one cohort: of a workflow, a GPU and a view. A measure without a value is absent. */
export type Member = Readonly<{
  orchestrator: Address;
  workflow: string;
  gpu: string | null;
  witness: Witness;
  values: Readonly<Partial<Record<CohortMeasure, number>>>;
}>;

/**
 * Where an orchestrator is compared: in each of its workflows with the GPUs that it served on, and with all, by each view;
 * with fewer decided jobs in it than the policy asks for it is not there yet.
 *
 * @param rows  its live rows of the period
 */
export function membersOf(
  orchestrator: Address,
  rows: readonly Rollup[],
  provisionalBelow: number,
): Member[] {
  const cohorts = new Map<string, Pick<Member, "workflow" | "gpu" | "witness"> & { sums: Sums }>();
  const add = (workflow: string, gpu: string | null, { witness, sums }: Rollup) => {
    const name = JSON.stringify([workflow, gpu, witness]);
    const known = cohorts.get(name)?.sums ?? EMPTY_SUMS;
    cohorts.set(name, { workflow, gpu, witness, sums: addSums(known, sums) });
  };
  for (const row of rows) {
    const workflow = workflowName(row.pipeline, row.model);
    if (workflow === null) continue;
    add(workflow, null, row);
    if (row.gpu !== null) add(workflow, row.gpu, row);
  }
  return [...cohorts.values()]
    .filter(({ sums }) => decidedIn(sums) >= Math.max(1, provisionalBelow))
    .map(({ sums, ...cohort }) => ({ orchestrator, ...cohort, values: valuesOf(sums) }));
}

const decidedIn = ({ counts }: Sums): number => (counts.success ?? 0) + (counts.failed ?? 0);

function valuesOf(sums: Sums): Member["values"] {
  const { credit_ppm = 0, failed = 0, milli_frames = 0, active_ms = 0 } = sums.counts;
  const decided = decidedIn(sums);
  const median = (of: Latency) => quantile(sums.histograms[of] ?? {}, 1, 2);
  const values: Record<CohortMeasure, number | null> = {
    score: scaled(credit_ppm, 1, 100 * decided) / 100,
    first_frame_ms: median("first_frame_ms"),
    first_output_ms: median("first_output_ms"),
    startup_ms: median("startup_ms"),
    output_fps: active_ms === 0 ? null : scaled(milli_frames, 1000, active_ms) / 1000,
    failure_rate_ppm: ppmOf(failed, decided),
  };
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null));
}
