import { measureIn, placeIn } from "../../schema/sla/cohort/cohorts.ts";
import type { RankedOrchestrator } from "../../schema/wire/api/orchestrators.ts";
import type {
  CohortRank,
  CohortsDocument,
  CohortSummary,
  CohortValues,
} from "../../schema/wire/cohort.ts";
import type { Address } from "../../schema/wire/identifier.ts";

/** A finder of an orchestrator's places in its cohorts, from the document of the last publication. */
export const cohortPlaces = (
  cohorts: CohortsDocument | null,
): ((orchestrator: Address) => CohortRank[]) => finder(cohorts, placeIn);

/** A finder of an orchestrator's ranks by score: what a list has room for. */
export const scoreRanks = (
  cohorts: CohortsDocument | null,
): ((orchestrator: Address) => RankedOrchestrator["ranks"]) =>
  finder(cohorts, (summary, own) => {
    const { workflow, gpu, witness } = summary;
    const { n, rank_ppm, reason } = measureIn(summary, own, "score");
    return { workflow, gpu, witness, n, rank_ppm, reason };
  });

const finder =
  <T>(
    cohorts: CohortsDocument | null,
    place: (summary: CohortSummary, own: CohortValues) => T,
  ): ((orchestrator: Address) => T[]) =>
  (orchestrator) =>
    (cohorts?.places[orchestrator] ?? []).flatMap((own) => {
      const summary = cohorts?.summaries[own.cohort];
      return summary === undefined ? [] : [place(summary, own)];
    });
