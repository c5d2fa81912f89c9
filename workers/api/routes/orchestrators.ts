import { OrchestratorsPage, OrchestratorsQuery } from "../../../schema/wire/api/orchestrators.ts";
import type { Compliance } from "../../../schema/wire/compliance.ts";
import { Address } from "../../../schema/wire/identifier.ts";
import { fresh } from "../answer.ts";
import { cohortPlaces, scoreRanks } from "../cohort-places.ts";
import { readCursor, unknownCursor, writeCursor } from "../cursor.ts";
import { nothing } from "../nothing.ts";
import { rowOf } from "../orchestrator-row.ts";
import { route } from "../route.ts";
import { publishedScores } from "../published-scores.ts";
import { scoreTrends } from "../score-trends.ts";

const SCORE_SECONDS = 30;

const list = route({
  path: "/v1/orchestrators",
  summary: "Every orchestrator with evidence, by address: score and cautious score of both views.",
  parameters: { path: nothing, query: OrchestratorsQuery },
  answers: OrchestratorsPage,
  async handle({ store, query: { period, limit, cursor } }) {
    const after = cursor === undefined ? null : readCursor(Address, cursor);
    if (cursor !== undefined && after === null) return unknownCursor(cursor);
    const network = await store.network();
    const placesOf = cohortPlaces(network);
    const isNext = ({ workflow, orchestrator }: Compliance) =>
      workflow === null && orchestrator > (after ?? "");
    const found = await publishedScores(store, period, {
      ...(after !== null && { from: after }),
      enough: (scores) => scores.filter(isNext).length > limit,
    });
    const rest = found.filter(isNext);
    const page = rest.slice(0, limit);
    const last = page.at(-1);
    const trends = await scoreTrends(
      store,
      page.map(({ orchestrator }) => orchestrator),
    );
    return fresh(
      {
        schema: "livepeer.sla.orchestrators/1" as const,
        period,
        orchestrators: page.map((score) => ({
          ...rowOf(score),
          ranks: scoreRanks(placesOf(score.orchestrator)),
          trend: trends.get(score.orchestrator) ?? [],
        })),
        cohorts: network?.cohorts ?? [],
        next: rest.length > limit && last ? writeCursor(last.orchestrator) : null,
      },
      SCORE_SECONDS,
    );
  },
});

/** Who is measured. */
export const orchestrators = [list];
