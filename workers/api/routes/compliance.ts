import { ComplianceQuery } from "../../../schema/wire/api/compliance-query.ts";
import { Compliance } from "../../../schema/wire/compliance.ts";
import { fresh, nothingPublished } from "../answer.ts";
import { computeCompliance } from "../compute-compliance.ts";
import { isKnown, unknownOrchestrator } from "../known-orchestrator.ts";
import { tooWide } from "../narrow.ts";
import { nothing } from "../nothing.ts";
import { defaultEnd } from "../period.ts";
import { route } from "../route.ts";
import { scoresOf } from "../scores.ts";

const SCORE_SECONDS = 30;

const one = route({
  path: "/v1/sla/compliance",
  summary:
    "An orchestrator's score over a period in both views, with every point lost, its SLOs and its evidence.",
  parameters: { path: nothing, query: ComplianceQuery },
  answers: Compliance,
  async handle({ store, query: { orchestrator_id: orchestrator, workflow = null, period, end } }) {
    if (end === undefined) {
      const known = scoresOf(await store.scores(), period).find(
        (score) => score.orchestrator === orchestrator && score.workflow === workflow,
      );
      if (known !== undefined) return fresh(known, SCORE_SECONDS);
    }
    const to = end ?? (await defaultEnd(store));
    if (to === null) return nothingPublished();
    if (!(await isKnown(store, orchestrator)))
      return unknownOrchestrator("orchestrator_id", orchestrator);
    const computed = await computeCompliance(store, { orchestrator, workflow, period, end: to });
    return computed === null ? tooWide("period", period) : fresh(computed, SCORE_SECONDS);
  },
});

/** Service levels. */
export const compliance = [one];
