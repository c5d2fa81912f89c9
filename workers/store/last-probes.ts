import { sql } from "drizzle-orm";
import type { DrizzleD1Database } from "drizzle-orm/d1";
import * as z from "zod";
import { HOUR_MS, hourOf } from "../../schema/sla/hour.ts";
import { ledger } from "../../schema/tables/ledger.ts";
import { LedgerTarget } from "../../schema/wire/ledger-row.ts";
import { Count } from "../../schema/wire/quantity.ts";
import type { ProbeOutcome } from "../../schema/wire/raw.ts";
import { toldElsewhere } from "./target-moves.ts";

/** What an hour has of a target's windows: their JSON as it is stored, of which few are looked up, and the flagged keys. */
export type StoredWindows = Readonly<{ windows: string; equivocated: readonly string[] }>;

/** What the ledger knows of a target's last probes: the outcomes of one or two hours by slot, and where the newest left off. */
export type Probed = Readonly<{
  cursor: string | null;
  outcomes: Readonly<Record<string, ProbeOutcome>>;
  /** Bytes by slot, where they were many. */
  taken: Readonly<Record<string, number>>;
  /** Of the same hours. */
  windows: readonly StoredWindows[];
}>;

const ProbedRow = z.strictObject({
  target: z.string(),
  slot: Count.nullable(),
  cursor: z.string().nullable(),
  outcomes: z.string(),
  taken: z.string().nullable(),
  windows: z.string(),
  equivocated: z.string(),
});

/** Agents keep windows for a week: an older cursor is of windows that are gone. */
const CURSORS_MS = 7 * 24 * HOUR_MS;

/**
 * The last probes of a shard's targets. Two rows are read: when an hour begins, the newest may be of a turn that is older than
 * the last one of the hour before; and for targets that came from another shard, two of that one. Their windows come as text: to
 * make thousands of names of them takes longer than all else. Rows of other shards are passed over on the way: those of two hours,
 * as a rule.
 */
export async function lastProbes(
  db: DrizzleD1Database,
  shard: number,
  nowMs: number,
): Promise<Map<string, Probed>> {
  const first = hourOf(nowMs - CURSORS_MS);
  const rows = await db.all(sql`
    WITH newest AS (SELECT hour, body FROM ${ledger} WHERE hour >= ${first} AND shard = ${shard} AND cursors = 1
        ORDER BY hour DESC LIMIT 2),
      own AS (SELECT hour, t.key AS target, t.value AS told FROM newest, json_each(body, '$.targets') AS t)
    SELECT target, told ->> '$.cursor.slot' AS slot, told ->> '$.cursor.cursor' AS cursor,
      told -> '$.outcomes' AS outcomes, told -> '$.taken' AS taken,
      told -> '$.windows' AS windows, told -> '$.equivocated' AS equivocated
    FROM (SELECT * FROM own UNION ALL ${toldElsewhere(shard, nowMs, first)}) ORDER BY hour`);
  const probed = new Map<string, Probed>();
  const { outcomes, taken, equivocated } = LedgerTarget.shape;
  for (const row of ProbedRow.array().parse(rows)) {
    const other = probed.get(row.target);
    const flagged = equivocated.parse(JSON.parse(row.equivocated));
    probed.set(row.target, {
      cursor: row.slot === null ? (other?.cursor ?? null) : row.cursor,
      outcomes: { ...other?.outcomes, ...outcomes.parse(JSON.parse(row.outcomes)) },
      taken: { ...other?.taken, ...taken.parse(JSON.parse(row.taken ?? "{}")) },
      windows: [...(other?.windows ?? []), { windows: row.windows, equivocated: flagged }],
    });
  }
  return probed;
}
