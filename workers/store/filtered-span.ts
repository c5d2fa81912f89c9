import { and, eq, inArray, sql } from "drizzle-orm";
import type { DrizzleD1Database } from "drizzle-orm/d1";
import * as z from "zod";
import { coverOf, type Range } from "../../schema/sla/cover.ts";
import type { BadHours } from "../../schema/sla/sli-hours.ts";
import { type Bad, badOf, joined, type Span } from "../../schema/sla/span.ts";
import { onlyAgent } from "../../schema/sla/of-agent.ts";
import { workflowName } from "../../schema/sla/workflow-name.ts";
import { dayBadHours } from "../../schema/tables/day-bad-hours.ts";
import { rollups } from "../../schema/tables/rollups.ts";
import type { Address } from "../../schema/wire/identifier.ts";
import { SLIS } from "../../schema/wire/policy.ts";
import { Hour } from "../../schema/wire/quantity.ts";
import { type Rollup, Witness } from "../../schema/wire/rollup.ts";
import { dayAndHourRows } from "./span-evidence.ts";

/** Whose sums, and of which GPU, region and gateway; null: of all. */
export type SpanFilter = Readonly<{
  orchestrator: Address;
  workflow: string | null;
  gpu: string | null;
  region: Rollup["region"];
  gateway: string | null;
}>;

const Line = z.strictObject({
  hour: Hour,
  witness: Witness,
  pipeline: z.string(),
  model: z.string(),
  sli: z.enum(SLIS),
  good: z.int(),
  valid: z.int(),
});

/**
 * One orchestrator's sums over a range with their GPUs, regions and gateways: from days where these are built, and from
 * hours where they are not. Which hours had bad events is told for what is asked for: an hour without any of the whole
 * orchestrator has none of a part of it, so that only the others are looked at, and added up where they are stored.
 */
export async function filteredSpan(
  db: DrizzleD1Database,
  asked: SpanFilter,
  range: Range,
  isBuilt: (day: Hour) => boolean,
): Promise<Span> {
  const { orchestrator } = asked;
  const cover = coverOf(range, isBuilt);
  const rows = await dayAndHourRows(db, { first: orchestrator, last: orchestrator }, cover);
  const apart = new Set<Hour>(cover.hours);
  const ofHours = rows.filter(({ hour }) => apart.has(hour)).map((row) => asAsked(asked, row));
  const ofDays = await badOfDays(db, orchestrator, cover.days);
  const candidates = ofDays
    .flatMap(({ views }) => views)
    .flatMap(({ hours }) => Object.values(hours).flatMap((own) => own.map(([hour]) => hour)));
  const views = await badViews(db, asked, [...new Set(candidates)]);
  const ownViews = badOf(ofHours).views.filter(({ workflow }) => workflow === asked.workflow);
  return {
    ...range,
    rows,
    bad: {
      agent: joined([badOf(ofHours).agent, ...ofDays.map(({ agent }) => agent)]),
      views: (["any", "corroborated"] as const).map((witness) => ({
        workflow: asked.workflow,
        witness,
        hours: joined(
          [...ownViews, ...views]
            .filter((view) => view.witness === witness)
            .map(({ hours }) => hours),
        ),
      })),
    },
  };
}

/** A row that is not asked for tells of its agent alone. */
const asAsked = ({ gpu, region, gateway }: SpanFilter, row: Rollup): Rollup =>
  (gpu === null || row.gpu === gpu) &&
  (region === null || row.region === region) &&
  (gateway === null || row.gateway === gateway)
    ? row
    : { ...row, sums: onlyAgent(row.sums) };

async function badOfDays(
  db: DrizzleD1Database,
  orchestrator: Address,
  days: readonly Hour[],
): Promise<Bad[]> {
  const rows = await db
    .select()
    .from(dayBadHours)
    .where(and(inArray(dayBadHours.day, listed(days)), eq(dayBadHours.orchestrator, orchestrator)));
  return rows.map(({ bad }) => JSON.parse(bad) as Bad);
}

async function badViews(
  db: DrizzleD1Database,
  { orchestrator, workflow, gpu, region, gateway }: SpanFilter,
  hours: readonly Hour[],
): Promise<{ witness: Witness; hours: BadHours }[]> {
  const where = and(
    inArray(rollups.hour, listed(hours)),
    eq(rollups.orchestrator, orchestrator),
    eq(rollups.purpose, "live"),
    gpu === null ? undefined : eq(rollups.gpu, gpu),
    region === null ? undefined : eq(rollups.region, region),
    gateway === null ? undefined : eq(rollups.gateway, gateway),
  );
  // Of all workflows together an hour is bad where one of them is; good and valid are added after it.
  const lines = Line.array().parse(
    await db.all(sql`
      select ${rollups.hour} as hour, ${rollups.witness} as witness, ${rollups.pipeline} as pipeline,
        ${rollups.model} as model, replace(replace(substr(c.key, 5), '.good', ''), '.valid', '') as sli,
        sum(case when c.key like '%.good' then c.value else 0 end) as good,
        sum(case when c.key like '%.valid' then c.value else 0 end) as valid
      from ${rollups}, json_each(${rollups.sums}, '$.counts') c
      where ${where} and c.key like 'sli.%' group by 1, 2, 3, 4, 5`),
  );
  const own = lines.filter(
    ({ pipeline, model }) =>
      workflow === null || workflowName(pipeline as never, model as never) === workflow,
  );
  const byHour = Map.groupBy(own, ({ hour, witness, sli }) => JSON.stringify([witness, hour, sli]));
  return [...byHour.values()].flatMap((of) => {
    const [first] = of;
    if (first === undefined) return [];
    const good = of.reduce((sum, line) => sum + line.good, 0);
    const valid = of.reduce((sum, line) => sum + line.valid, 0);
    const { witness, sli, hour } = first;
    return good < valid ? [{ witness, hours: { [sli]: [[hour, good, valid] as const] } }] : [];
  });
}

/** A list as one parameter: D1 binds at most 100. */
const listed = (hours: readonly Hour[]) =>
  sql`(SELECT value FROM json_each(${JSON.stringify(hours)}))`;
