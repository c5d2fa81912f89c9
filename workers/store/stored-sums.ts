import { and, sql, type SQL } from "drizzle-orm";
import type { DrizzleD1Database } from "drizzle-orm/d1";
import * as z from "zod";
import { dayRollups } from "../../schema/tables/day-rollups.ts";
import { rollups } from "../../schema/tables/rollups.ts";
import type { Hour } from "../../schema/wire/quantity.ts";
import { RollupKey, Sums } from "../../schema/wire/rollup.ts";
import { isMeant, type RollupFilter, whose } from "./stored-rollups.ts";

/** Parts of a row's key to add up by; `day` is the UTC day's first hour. */
export type Grouping = readonly (Exclude<keyof RollupKey, "purpose"> | "day")[];

const Key = RollupKey.partial();

/** The sums of one group. A part that was not asked for is absent. */
export type Group = Readonly<{ key: z.infer<typeof Key>; sums: Sums }>;

/** 2⁵³ − 1 stands for that and more: agents may claim what adds up to it. */
const saturated = (value: SQL): SQL => sql`min(sum(${value}), ${sql.raw("9007199254740991")})`;

/** Lists in D1's answer: the key as JSON, the name under it, integers added or decimal strings to add. */
const Line = z.strictObject({
  key: z.string(),
  name: z.string(),
  value: z.union([z.int(), z.string()]),
});

/**
 * Rows added up where they are stored, by group, in the order of the keys: what is answered has the size of the
 * groups and not of the rows. Counts are 64-bit integers there; amounts are added here, as they are larger.
 *
 * @param days  of the filter's hours, whole days whose own sums stand for theirs: their hours are not told apart
 */
export async function storedSums(
  db: DrizzleD1Database,
  filter: RollupFilter,
  by: Grouping,
  days: readonly Hour[] = [],
): Promise<Group[]> {
  const key = sql`json_object(${sql.join(by.map(partOf), sql`, `)})`;
  const isOfHours = days.length === 0;
  const where = isOfHours ? and(whose(filter), isMeant(filter)) : isMeant(filter);
  const source = isOfHours ? sql`${rollups}` : daysAndHours(filter, days);
  const [counts, histograms, amounts] = await Promise.all([
    lines(
      db,
      sql`select ${key} as key, c.key as name, ${saturated(sql`c.value`)} as value
      from ${source}, json_each(${rollups.sums}, '$.counts') c where ${where} group by 1, 2`,
    ),
    lines(
      db,
      sql`select ${key} as key, l.key || ' ' || b.key as name, ${saturated(sql`b.value`)} as value
      from ${source}, json_each(${rollups.sums}, '$.histograms') l, json_each(l.value) b where ${where} group by 1, 2`,
    ),
    lines(
      db,
      sql`select ${key} as key, a.key as name, group_concat(a.value, ' ') as value
      from ${source}, json_each(${rollups.sums}, '$.amounts') a where ${where} group by 1, 2`,
    ),
  ]);
  const groups = new Map<
    string,
    { counts: object; amounts: object; histograms: Record<string, object> }
  >();
  const group = (name: string) => {
    const known = groups.get(name) ?? { counts: {}, amounts: {}, histograms: {} };
    groups.set(name, known);
    return known;
  };
  for (const line of addable(counts))
    Object.assign(group(line.key).counts, { [line.name]: line.value });
  for (const line of amounts)
    Object.assign(group(line.key).amounts, { [line.name]: total(line.value) });
  for (const line of histograms) {
    const [latency = "", bucket = ""] = line.name.split(" ");
    Object.assign((group(line.key).histograms[latency] ??= {}), { [bucket]: line.value });
  }
  return [...groups]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, sums]) => ({ key: Key.parse(JSON.parse(name)), sums: Sums.parse(sums) }));
}

/** Rows of days, each under its first hour, and of the hours of other days, under the name of the hours' table. */
const daysAndHours = (filter: RollupFilter, days: readonly Hour[]): SQL => {
  const listed = sql`(select value from json_each(${JSON.stringify(days)}))`;
  const rest = sql`orchestrator, pipeline, model, gpu, region, gateway, purpose, witness, sums`;
  return sql`(select hour, ${rest} from ${rollups}
    where ${whose(filter)} and hour >= ${filter.from} and hour < ${filter.to}
    and substr(hour, 1, 10) || 'T00:00:00Z' not in ${listed}
    union all select day as hour, ${rest} from ${dayRollups} where day in ${listed}) as ${rollups}`;
};

/** One member of the key's JSON. An empty part means that it is not known. */
const partOf = (part: Grouping[number]): SQL =>
  part === "day"
    ? sql`'hour', substr(${rollups.hour}, 1, 10) || 'T00:00:00Z'`
    : sql`${sql.raw(`'${part}'`)}, nullif(${rollups[part]}, '')`;

/** Where the groups of a count together would pass 2⁵³ − 1, none is more than its share: they can still be added. */
function addable(counts: readonly z.infer<typeof Line>[]): z.infer<typeof Line>[] {
  const byName = Map.groupBy(counts, ({ name }) => name);
  return [...byName.values()].flatMap((own) => {
    const sum = own.reduce((all, { value }) => all + BigInt(value), 0n);
    if (sum <= Number.MAX_SAFE_INTEGER) return own;
    const share = Math.floor(Number.MAX_SAFE_INTEGER / own.length);
    return own.map((line) => ({ ...line, value: Math.min(Number(line.value), share) }));
  });
}

const lines = async (db: DrizzleD1Database, query: SQL): Promise<z.infer<typeof Line>[]> =>
  Line.array().parse(await db.all(query));

const total = (amounts: number | string): string =>
  String(
    String(amounts)
      .split(" ")
      .reduce((sum, amount) => sum + BigInt(amount), 0n),
  );
