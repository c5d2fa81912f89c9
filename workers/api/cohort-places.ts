import { placeIn } from "../../schema/sla/cohort/cohorts.ts";
import type { RankedOrchestrator } from "../../schema/wire/api/orchestrators.ts";
import type { CohortRank, CohortSummary, CohortValues } from "../../schema/wire/cohort.ts";
import type { Network } from "../../schema/wire/network.ts";

/** A finder of an orchestrator's places in its cohorts, from the document of the last publication. */
export function cohortPlaces(network: Network | null): (orchestrator: string) => CohortRank[] {
  const summaries = new Map(network?.cohorts.map((cohort) => [nameOf(cohort), cohort]));
  const nodes = new Map(network?.nodes.map((node) => [node.orchestrator as string, node]));
  return (orchestrator) =>
    (nodes.get(orchestrator)?.cohorts ?? []).flatMap((own) => {
      const summary = summaries.get(nameOf(own));
      return summary === undefined ? [] : placeIn(summary, own);
    });
}

/** Of these places, those of the score alone: what a list has room for. */
export const scoreRanks = (places: readonly CohortRank[]): RankedOrchestrator["ranks"] =>
  places.map(({ workflow, gpu, measures: { score } }) => ({
    workflow,
    gpu,
    n: score.n,
    rank_ppm: score.rank_ppm,
    reason: score.reason,
  }));

const nameOf = ({ workflow, gpu }: CohortSummary | CohortValues): string =>
  JSON.stringify([workflow, gpu]);
