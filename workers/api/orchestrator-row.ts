import type { OrchestratorRow } from "../../schema/wire/api/orchestrators.ts";
import type { Period } from "../../schema/wire/compliance.ts";
import type { Hour } from "../../schema/wire/quantity.ts";
import type { Reason } from "../../schema/wire/reason.ts";
import type { ListedScores } from "../../schema/wire/scores.ts";

/** What is listed of an orchestrator as a row of a period; null where the period saw nothing of it. */
export function rowOf(
  { orchestrator, trust, policy, periods }: ListedScores,
  period: Period,
  { from, to }: Readonly<{ from: Hour; to: Hour }>,
): OrchestratorRow | null {
  const own = periods[period];
  if (own === undefined) return null;
  const row = { orchestrator, from, to, trust, ...own, policy };
  return { ...row, nulls: nullsOf(row) };
}

const nullsOf = ({
  trust,
  views,
  completeness,
  availability,
}: Pick<OrchestratorRow, "trust" | "views" | "completeness" | "availability">) => {
  const nulls: Record<string, Reason> = {};
  if (trust === null) nulls["trust"] = "no_registered_agent";
  if (completeness.ppm === null) nulls["completeness"] = "no_registered_agent";
  if (availability.ppm === null) nulls["availability"] = "no_probe";
  for (const [view, { score, score_low }] of Object.entries(views)) {
    if (score === null) nulls[`views.${view}.score`] = "no_decided_job";
    if (score_low === null) nulls[`views.${view}.score_low`] = "no_decided_job";
  }
  return nulls;
};
