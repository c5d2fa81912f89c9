import type { OrchestratorRow } from "../../schema/wire/api/orchestrators.ts";
import type { Compliance, Score } from "../../schema/wire/compliance.ts";

/** An orchestrator's compliance as a row of a list. */
export const rowOf = ({ views, ...rest }: Compliance): OrchestratorRow => ({
  orchestrator: rest.orchestrator,
  from: rest.from,
  to: rest.to,
  trust: rest.trust,
  views: { any: viewOf(views.any), corroborated: viewOf(views.corroborated) },
  completeness: rest.completeness,
  availability: rest.availability,
  policy: rest.policy,
});

const viewOf = ({ score, score_low, provisional, credit_ppm, decided }: Score) => ({
  score,
  score_low,
  provisional,
  credit_ppm,
  n: decided,
});
