import { and, type SQL, sql } from "drizzle-orm";
import { dayRollups } from "../../schema/tables/day-rollups.ts";
import { rollups } from "../../schema/tables/rollups.ts";

/** Parts of a row's key, beside its hour or day. */
const PARTS = [
  "orchestrator",
  "pipeline",
  "model",
  "gpu",
  "region",
  "gateway",
  "purpose",
  "witness",
] as const;

/**
 * What puts rows in the place of others and writes only those that differ: D1 counts rows that are written, and of most
 * hours that are published anew most rows are what they were.
 *
 * @param sources  what follows FROM, of which each `value` is the JSON of a row or of its key
 * @returns which rows of an hour or a day are not among them
 */
export const isGone = (
  table: typeof rollups | typeof dayRollups,
  sources: readonly SQL[],
): SQL | undefined => {
  // As one text: where several columns are looked up and not found, SQLite goes through all of the list for a null.
  const key = sql`json_array(${sql.join(
    PARTS.map((part) => sql`${table[part]}`),
    sql`, `,
  )})`;
  const listed = sql`json_array(${sql.join(
    PARTS.map((part) => sql`value->>${sql.raw(`'$.${part}'`)}`),
    sql`, `,
  )})`;
  return and(...sources.map((source) => sql`${key} NOT IN (SELECT ${listed} FROM ${source})`));
};

const keyOf = (table: typeof rollups | typeof dayRollups) => PARTS.map((part) => table[part]);

/** For an insertion into the hours' sums: a row that stands already is written only where its sums are others. */
export const RENEWED_HOUR = {
  target: [rollups.hour, ...keyOf(rollups)],
  set: { version: sql`excluded.version`, sums: sql`excluded.sums` },
  setWhere: sql`${rollups.sums} <> excluded.sums`,
};

/** The same for the days' sums. */
export const RENEWED_DAY = {
  target: [dayRollups.day, ...keyOf(dayRollups)],
  set: { sums: sql`excluded.sums` },
  setWhere: sql`${dayRollups.sums} <> excluded.sums`,
};
