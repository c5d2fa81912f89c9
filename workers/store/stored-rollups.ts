import { and, eq, gte, inArray, lt, type SQL } from "drizzle-orm";
import type { DrizzleD1Database } from "drizzle-orm/d1";
import { rollups } from "../../schema/tables/rollups.ts";
import type { Hour } from "../../schema/wire/quantity.ts";
import type { Rollup, RollupKey } from "../../schema/wire/rollup.ts";
import type { Purpose } from "../../schema/wire/workflow.ts";
import { rollupOf } from "./rollup-row.ts";
import { ALL, withSums } from "./with-sums.ts";

/** Hours [from, to), and what a row's key must say; what is undefined is not asked. Rows are of live traffic, or of test load. */
export type RollupFilter = Readonly<{ from: Hour; to: Hour; purpose?: Purpose }> &
  Readonly<{
    [Part in "orchestrator" | "pipeline" | "model" | "gpu" | "region" | "gateway" | "witness"]?:
      | NonNullable<RollupKey[Part]>
      | undefined;
  }>;

const PARTS = ["orchestrator", "pipeline", "model", "gpu", "region", "gateway", "witness"] as const;

/** Which rows a filter means. */
export function isMeant({ from, to, purpose = "live", ...parts }: RollupFilter): SQL | undefined {
  const asked = PARTS.flatMap((part) => {
    const value = parts[part];
    return value === undefined ? [] : [eq(rollups[part], value)];
  });
  return and(gte(rollups.hour, from), lt(rollups.hour, to), eq(rollups.purpose, purpose), ...asked);
}

/** Whose rows a filter means in the table of hours: every orchestrator by name, where it asks for none. */
export const whose = ({ orchestrator }: RollupFilter): SQL =>
  orchestrator === undefined
    ? inArray(rollups.orchestrator, withSums(ALL))
    : eq(rollups.orchestrator, orchestrator);

/** Rows of the hours' latest versions; null where there are more than `most`. */
export async function storedRollups(
  db: DrizzleD1Database,
  filter: RollupFilter,
  most: number,
): Promise<Rollup[] | null> {
  const rows = await db
    .select()
    .from(rollups)
    .where(and(whose(filter), isMeant(filter)))
    .limit(most + 1);
  return rows.length > most ? null : rows.map(rollupOf);
}

/** Whether any row is of this orchestrator. */
export async function hasRollups(db: DrizzleD1Database, orchestrator: string): Promise<boolean> {
  const rows = await db
    .select({ hour: rollups.hour })
    .from(rollups)
    .where(eq(rollups.orchestrator, orchestrator))
    .limit(1);
  return rows.length > 0;
}
