import { ComplianceQuery } from "../../../schema/wire/api/compliance-query.ts";
import { Compliance } from "../../../schema/wire/compliance.ts";
import { fresh, nothingPublished } from "../answer.ts";
import { withNulls } from "../compliance-nulls.ts";
import { computeCompliance } from "../compute-compliance.ts";
import { isKnown, unknownOrchestrator } from "../known-orchestrator.ts";
import { tooWide } from "../narrow.ts";
import { nothing } from "../nothing.ts";
import { defaultEnd } from "../period.ts";
import { route } from "../route.ts";
import { packOf } from "../score-packs.ts";
import { scoresIn } from "../scores.ts";

const SCORE_SECONDS = 30;

const one = route({
  path: "/v1/sla/compliance",
  summary:
    "An orchestrator's score over a period in both views, with every point lost, its SLOs and its evidence.",
  parameters: { path: nothing, query: ComplianceQuery },
  answers: Compliance,
  async handle({
    store,
    query: { orchestrator_id: orchestrator, period, end, purpose, ...asked },
  }) {
    const { workflow = null, gpu = null, region = null, gateway = null } = asked;
    const isWhole = gpu === null && region === null && gateway === null;
    if (end === undefined && isWhole && purpose === "live") {
      const pack = await packOf(store, orchestrator);
      const known = (pack === null ? [] : scoresIn(pack, period, orchestrator)).find(
        (score) => score.workflow === workflow,
      );
      if (known !== undefined) return fresh(withNulls(known), SCORE_SECONDS);
    }
    const to = end ?? (await defaultEnd(store));
    if (to === null) return nothingPublished();
    if (!(await isKnown(store, orchestrator)))
      return unknownOrchestrator("orchestrator_id", orchestrator);
    const of = { orchestrator, workflow, gpu, region, gateway, purpose, period, end: to };
    const computed = await computeCompliance(store, of);
    return computed === null
      ? tooWide("period", period)
      : fresh(withNulls(computed), SCORE_SECONDS);
  },
});

/** Service levels. */
export const compliance = [one];
