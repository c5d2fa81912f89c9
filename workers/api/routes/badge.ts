import { BadgeQuery } from "../../../schema/wire/api/badge.ts";
import { OrchestratorPath } from "../../../schema/wire/api/orchestrator.ts";
import { badgeSvg } from "../badge-svg.ts";
import { listedOf } from "../listed-scores.ts";
import { route } from "../route.ts";

const BADGE_SECONDS = 60;

const one = route({
  path: "/badge/{address}.svg",
  summary: "An orchestrator's score as a picture.",
  parameters: { path: OrchestratorPath, query: BadgeQuery },
  answers: null,
  contentType: "image/svg+xml",
  async handle({ store, path: { address }, query: { period } }) {
    const found = await listedOf(store, address);
    const { score = null, provisional = true } = found?.listed.periods[period]?.views.any ?? {};
    return {
      kind: "text",
      text: badgeSvg(`SLA ${period}`, score, provisional),
      contentType: "image/svg+xml",
      lifetime: BADGE_SECONDS,
    };
  },
});

/** Pictures for a README. */
export const badge = [one];
