import { sql } from "drizzle-orm";
import type { DrizzleD1Database } from "drizzle-orm/d1";
import * as z from "zod";
import { MAX_WINDOWS_PER_TARGET } from "../../schema/sla/merge-rows.ts";
import { ledger } from "../../schema/tables/ledger.ts";
import { LedgerTarget } from "../../schema/wire/ledger-row.ts";
import { Count, Hour } from "../../schema/wire/quantity.ts";
import { Target } from "../../schema/wire/target.ts";

/** A window as a row of the ledger names it. */
export type SeenWindow = Readonly<{ target: string; epoch: string; seq: number; hour: Hour }>;

const Row = z.strictObject({
  target: Target.shape.id,
  epoch: z.string(),
  seq: Count,
  below: z.string().nullable(),
});

const Below = z.tuple([Hour, LedgerTarget.shape.windows]);

/** The name of a window in a row, `epoch/seq`, as its parts. */
export function partsOf(key: string): Readonly<{ epoch: string; seq: number }> {
  const at = key.lastIndexOf("/");
  return { epoch: key.slice(0, at), seq: Number(key.slice(at + 1)) };
}

/**
 * Of each window the one below it that is known: the highest before it, in the newest of some hours in which its target has any of
 * its epoch. None where there is no such hour, or where its row is full: that leaves windows out on purpose. One statement, which
 * reads of each window the rows back to that hour, and no window of other targets.
 *
 * @param hours  newest first
 */
export async function windowsBelow(
  db: DrizzleD1Database,
  shard: number,
  hours: readonly Hour[],
  windows: readonly SeenWindow[],
): Promise<SeenWindow[]> {
  const own = sql`l.body -> ('$.targets."' || (w.value ->> 'target') || '".windows')`;
  const rows = await db.all(sql`
    SELECT w.value ->> 'target' AS target, w.value ->> 'epoch' AS epoch, w.value ->> 'seq' AS seq, (
      SELECT json_array(l.hour, ${own}) FROM json_each(${JSON.stringify(hours)}) AS h CROSS JOIN ${ledger} AS l
      WHERE l.hour = h.value AND l.shard = ${shard} AND instr(${own}, '"' || (w.value ->> 'epoch') || '/') > 0
      ORDER BY h.rowid LIMIT 1) AS below
    FROM json_each(${JSON.stringify(windows)}) AS w`);
  return Row.array()
    .parse(rows)
    .flatMap(({ target, epoch, seq, below }) => {
      if (below === null) return [];
      const [hour, kept] = Below.parse(JSON.parse(below));
      const names = Object.keys(kept).map(partsOf);
      const seqs = names.filter((each) => each.epoch === epoch && each.seq < seq);
      if (names.length >= MAX_WINDOWS_PER_TARGET || seqs.length === 0) return [];
      return [{ target, epoch, seq: Math.max(...seqs.map((each) => each.seq)), hour }];
    });
}
