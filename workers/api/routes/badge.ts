import { BadgeQuery } from "../../../schema/wire/api/badge.ts";
import { OrchestratorPath } from "../../../schema/wire/api/orchestrator.ts";
import { badgeSvg } from "../badge-svg.ts";
import { route } from "../route.ts";
import { scoresOfOne } from "../published-scores.ts";

const BADGE_SECONDS = 60;

const one = route({
  path: "/badge/{address}.svg",
  summary: "An orchestrator's score as a picture.",
  parameters: { path: OrchestratorPath, query: BadgeQuery },
  answers: null,
  contentType: "image/svg+xml",
  async handle({ store, path: { address }, query: { period } }) {
    const found = (await scoresOfOne(store, period, address)).find(
      ({ workflow }) => workflow === null,
    );
    const { score = null, provisional = true } = found?.views.any ?? {};
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
