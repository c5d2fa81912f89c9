import { and, desc, eq, gt, gte, lt, or, sql, type SQL } from "drizzle-orm";
import type { DrizzleD1Database } from "drizzle-orm/d1";
import { hours } from "../../schema/tables/hours.ts";
import type { PublishedHour } from "../../schema/wire/hour.ts";
import { Hour } from "../../schema/wire/quantity.ts";

/** One published version, as its pointer has it. Its policy is null where only its document says it. */
export type HourVersion = Omit<Row, "hour" | "policy"> & {
  hour: Hour;
  policy: Pick<PublishedHour["policy"], "digest"> | null;
};

/** Half-open, by hours; what is undefined does not bound. */
export type HourRange = Readonly<{ from?: Hour | undefined; to?: Hour | undefined }>;

type Row = typeof hours.$inferSelect;
const parsed = (rows: readonly Row[]): HourVersion[] =>
  rows.map(({ policy, ...row }) => ({
    ...row,
    hour: Hour.parse(row.hour),
    policy: policy === null ? null : { digest: policy },
  }));

const inRange = ({ from, to }: HourRange): (SQL | undefined)[] => [
  from === undefined ? undefined : gte(hours.hour, from),
  to === undefined ? undefined : lt(hours.hour, to),
];

/** No later version of the same hour exists. */
const isLatest = sql`${hours.version} = (select max(v.version) from hours v where v.hour = ${hours.hour})`;

/** Published versions after a position, the newest hour first and of an hour the newest version first. */
export async function hourVersions(
  db: DrizzleD1Database,
  {
    after,
    limit,
    ...range
  }: HourRange & Readonly<{ after: { hour: Hour; version: number } | null; limit: number }>,
): Promise<HourVersion[]> {
  const below = after
    ? or(
        lt(hours.hour, after.hour),
        and(eq(hours.hour, after.hour), lt(hours.version, after.version)),
      )
    : undefined;
  const rows = await db
    .select()
    .from(hours)
    .where(and(...inRange(range), below))
    .orderBy(desc(hours.hour), desc(hours.version))
    .limit(limit);
  return parsed(rows);
}

/** The latest version of an hour, or of the newest published hour; null where nothing is published. */
export async function latestVersion(
  db: DrizzleD1Database,
  hour?: Hour,
): Promise<HourVersion | null> {
  const range = hour === undefined ? undefined : eq(hours.hour, hour);
  const rows = await db
    .select()
    .from(hours)
    .where(range)
    .orderBy(desc(hours.hour), desc(hours.version))
    .limit(1);
  return parsed(rows)[0] ?? null;
}

/** The newest hour with decided jobs anywhere, else the newest published hour; null where nothing is published. */
export async function newestHourWithJobs(db: DrizzleD1Database): Promise<Hour | null> {
  const rows = await db
    .select()
    .from(hours)
    .where(and(isLatest, gt(hours.jobs, 0)))
    .orderBy(desc(hours.hour))
    .limit(1);
  return parsed(rows)[0]?.hour ?? (await latestVersion(db))?.hour ?? null;
}

/** The latest versions of hours that hold jobs, decided or open, newest first. */
export async function hoursWithJobs(
  db: DrizzleD1Database,
  { limit, ...range }: HourRange & Readonly<{ limit: number }>,
): Promise<HourVersion[]> {
  const rows = await db
    .select()
    .from(hours)
    .where(and(...inRange(range), isLatest, or(gt(hours.jobs, 0), gt(hours.openJobs, 0))))
    .orderBy(desc(hours.hour))
    .limit(limit);
  return parsed(rows);
}

/** Notes with which policies versions were made. */
export async function notePolicies(
  db: DrizzleD1Database,
  versions: readonly Pick<HourVersion, "hour" | "version" | "policy">[],
): Promise<void> {
  const said = sql`json_each(${JSON.stringify(versions)}) AS said`;
  const isSaid = sql`said.value->>'$.hour' = ${hours.hour} AND said.value->>'$.version' = ${hours.version}`;
  const keys = sql`(SELECT value->>'$.hour', value->>'$.version' FROM ${said})`;
  await db
    .update(hours)
    .set({ policy: sql`(SELECT value->>'$.policy.digest' FROM ${said} WHERE ${isSaid})` })
    .where(sql`(${hours.hour}, ${hours.version}) IN ${keys}`);
}

/**
 * The latest versions of a range's hours, oldest first: what a number over the range was made from. It goes from hour to hour, and
 * so reads five rows of each, however many versions an hour has.
 */
export async function latestVersionsIn(
  db: DrizzleD1Database,
  { from, to }: HourRange,
): Promise<HourVersion[]> {
  const nextAfter = (bound: SQL) =>
    sql`(SELECT min(n.hour) FROM ${hours} AS n WHERE n.hour ${bound} AND n.hour < ${to ?? "9"})`;
  const rows = await db
    .select()
    .from(hours)
    .where(
      sql`(${hours.hour}, ${hours.version}) IN (
        WITH RECURSIVE each(hour) AS (
          SELECT ${nextAfter(sql`>= ${from ?? ""}`)}
          UNION ALL SELECT ${nextAfter(sql`> each.hour`)} FROM each WHERE each.hour IS NOT NULL)
        SELECT hour, (SELECT max(v.version) FROM ${hours} AS v WHERE v.hour = each.hour) FROM each WHERE hour IS NOT NULL)`,
    )
    .orderBy(hours.hour);
  return parsed(rows);
}
