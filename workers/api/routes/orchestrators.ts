import { OrchestratorsPage, OrchestratorsQuery } from "../../../schema/wire/api/orchestrators.ts";
import { Address } from "../../../schema/wire/identifier.ts";
import { fresh } from "../answer.ts";
import { readCursor, unknownCursor, writeCursor } from "../cursor.ts";
import { nothing } from "../nothing.ts";
import { rowOf } from "../orchestrator-row.ts";
import { route } from "../route.ts";
import { publishedScores } from "../published-scores.ts";

const SCORE_SECONDS = 30;

const list = route({
  path: "/v1/orchestrators",
  summary: "Every orchestrator with evidence, by address: score and cautious score of both views.",
  parameters: { path: nothing, query: OrchestratorsQuery },
  answers: OrchestratorsPage,
  async handle({ store, query: { period, limit, cursor } }) {
    const after = cursor === undefined ? null : readCursor(Address, cursor);
    if (cursor !== undefined && after === null) return unknownCursor(cursor);
    const rest = (await publishedScores(store, period))
      .filter(({ workflow, orchestrator }) => workflow === null && orchestrator > (after ?? ""))
      .toSorted((a, b) => (a.orchestrator < b.orchestrator ? -1 : 1));
    const page = rest.slice(0, limit);
    const last = page.at(-1);
    return fresh(
      {
        schema: "livepeer.sla.orchestrators/1" as const,
        period,
        orchestrators: page.map(rowOf),
        next: rest.length > limit && last ? writeCursor(last.orchestrator) : null,
      },
      SCORE_SECONDS,
    );
  },
});

/** Who is measured. */
export const orchestrators = [list];
