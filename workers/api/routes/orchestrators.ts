import { OrchestratorsPage, OrchestratorsQuery } from "../../../schema/wire/api/orchestrators.ts";
import { Address } from "../../../schema/wire/identifier.ts";
import type { Hour } from "../../../schema/wire/quantity.ts";
import { fresh } from "../answer.ts";
import { scoreRanks } from "../cohort-places.ts";
import { readCursor, unknownCursor, writeCursor } from "../cursor.ts";
import { listedFrom } from "../listed-scores.ts";
import { nothing } from "../nothing.ts";
import { rowOf } from "../orchestrator-row.ts";
import { route } from "../route.ts";
import { startsOf, trendNulls, trendOf } from "../score-trends.ts";

const SCORE_SECONDS = 30;
const FIRST = Address.parse(`0x${"0".repeat(40)}`);

const list = route({
  path: "/v1/orchestrators",
  summary: "Every orchestrator with evidence, by address: score and cautious score of both views.",
  parameters: { path: nothing, query: OrchestratorsQuery },
  answers: OrchestratorsPage,
  async handle({ store, query: { period, limit, cursor } }) {
    const after = cursor === undefined ? null : readCursor(Address, cursor);
    if (cursor !== undefined && after === null) return unknownCursor(cursor);
    const cohorts = await store.cohorts();
    const ranksOf = scoreRanks(cohorts);
    const rows: OrchestratorsPage["orchestrators"] = [];
    /** Most packs end with the same hour. */
    const ends = new Map<Hour, ReturnType<typeof startsOf>>();
    for await (const { to, scores } of listedFrom(store, after ?? FIRST)) {
      const starts = ends.get(to) ?? startsOf(to);
      ends.set(to, starts);
      for (const listed of scores) {
        const row = rowOf(listed, period, { from: starts[period], to });
        if (row === null || row.orchestrator <= (after ?? "")) continue;
        const trend = trendOf(listed, starts, to);
        const ranks = ranksOf(row.orchestrator);
        rows.push({ ...row, ranks, trend, nulls: { ...row.nulls, ...trendNulls(trend) } });
      }
      if (rows.length > limit) break;
    }
    const page = rows.slice(0, limit);
    const last = page.at(-1);
    return fresh(
      {
        schema: "livepeer.sla.orchestrators/1" as const,
        period,
        orchestrators: page,
        cohorts: cohorts?.summaries ?? [],
        next: rows.length > limit && last ? writeCursor(last.orchestrator) : null,
      },
      SCORE_SECONDS,
    );
  },
});

/** Who is measured. */
export const orchestrators = [list];
