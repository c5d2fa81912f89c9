import type { OrchestratorRow } from "../../schema/wire/api/orchestrators.ts";
import type { Compliance, Score } from "../../schema/wire/compliance.ts";
import { withNulls } from "./compliance-nulls.ts";

/** An orchestrator's compliance as a row of a list. */
export function rowOf(compliance: Compliance): OrchestratorRow {
  const { views, nulls = {}, ...rest } = withNulls(compliance);
  return {
    orchestrator: rest.orchestrator,
    from: rest.from,
    to: rest.to,
    trust: rest.trust,
    views: { any: viewOf(views.any), corroborated: viewOf(views.corroborated) },
    completeness: rest.completeness,
    availability: rest.availability,
    policy: rest.policy,
    nulls: Object.fromEntries(Object.entries(nulls).filter(([path]) => IN_ROW.has(path))),
  };
}

/** The paths of a row that can be null. */
const IN_ROW: ReadonlySet<string> = new Set([
  "trust",
  "completeness",
  "availability",
  ...["any", "corroborated"].flatMap((view) => [`views.${view}.score`, `views.${view}.score_low`]),
]);

const viewOf = ({ score, score_low, provisional, credit_ppm, decided }: Score) => ({
  score,
  score_low,
  provisional,
  credit_ppm,
  n: decided,
});
