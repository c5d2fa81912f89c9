import { and, asc, eq, gt, gte, lt } from "drizzle-orm";
import type { DrizzleD1Database } from "drizzle-orm/d1";
import { rollups } from "../../schema/tables/rollups.ts";
import { Address } from "../../schema/wire/identifier.ts";
import type { Hour } from "../../schema/wire/quantity.ts";
import type { Rollup } from "../../schema/wire/rollup.ts";
import { liveRollups } from "./live-rollups.ts";

/** Orchestrators with live sums in hours [from, to), by address. */
export async function orchestratorsIn(
  db: DrizzleD1Database,
  { from, to }: Readonly<{ from: Hour; to: Hour }>,
): Promise<Address[]> {
  const rows = await db
    .selectDistinct({ orchestrator: rollups.orchestrator })
    .from(rollups)
    .where(
      and(
        gte(rollups.hour, from),
        lt(rollups.hour, to),
        eq(rollups.purpose, "live"),
        gt(rollups.orchestrator, ""),
      ),
    )
    .orderBy(asc(rollups.orchestrator));
  return rows.map(({ orchestrator }) => Address.parse(orchestrator));
}

/** All live sums of one orchestrator in hours [from, to). */
export const rollupsOf = async (
  db: DrizzleD1Database,
  orchestrator: Address,
  range: Readonly<{ from: Hour; to: Hour }>,
): Promise<Rollup[]> => (await liveRollups(db, { ...range, orchestrator }, MANY)) ?? [];

/** More rows than an orchestrator has in 30 days. */
const MANY = 1_000_000;
