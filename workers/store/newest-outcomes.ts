import { sql } from "drizzle-orm";
import type { DrizzleD1Database } from "drizzle-orm/d1";
import * as z from "zod";
import { ProbeOutcome } from "../../schema/wire/raw.ts";
import { Target } from "../../schema/wire/target.ts";

const Line = z.strictObject({
  target: Target.shape.id,
  slot: z.string(),
  outcome: ProbeOutcome,
});

/** Outcomes by target and slot of the two newest hours that were scraped. Rows are read, their windows are not. */
export async function newestOutcomes(
  db: DrizzleD1Database,
): Promise<Map<string, Record<string, ProbeOutcome>>> {
  const rows = await db.all(sql`
    select t.key as target, o.key as slot, o.value as outcome
    from ledger, json_each(ledger.body, '$.targets') t, json_each(t.value, '$.outcomes') o
    where ledger.hour in (select distinct hour from ledger where cursors = 1 order by hour desc limit 2)`);
  const outcomes = new Map<string, Record<string, ProbeOutcome>>();
  for (const { target, slot, outcome } of Line.array().parse(rows)) {
    const own = outcomes.get(target) ?? {};
    own[slot] = outcome;
    outcomes.set(target, own);
  }
  return outcomes;
}
