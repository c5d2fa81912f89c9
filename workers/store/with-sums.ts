import { type SQL, sql } from "drizzle-orm";
import { rollups } from "../../schema/tables/rollups.ts";

/** Every row of sums, also those of no orchestrator, whose name is empty. */
export const ALL = { first: "", last: "~" } as const;

/**
 * A list of the orchestrators from first to last that have sums, as SQL: one seek for each, however many hours there are. The
 * key of the table begins with them: a query of hours that names them reads what it is asked for.
 */
export const withSums = ({ first, last }: Readonly<{ first: string; last: string }>): SQL => sql`(
  WITH RECURSIVE each_one(o) AS (
    SELECT (SELECT min(orchestrator) FROM ${rollups} WHERE orchestrator >= ${first} AND orchestrator <= ${last})
    UNION ALL SELECT (SELECT min(orchestrator) FROM ${rollups} WHERE orchestrator > each_one.o AND orchestrator <= ${last})
      FROM each_one WHERE each_one.o IS NOT NULL)
  SELECT o FROM each_one WHERE o IS NOT NULL)`;
