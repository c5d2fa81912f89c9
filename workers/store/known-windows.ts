import { sql } from "drizzle-orm";
import type { DrizzleD1Database } from "drizzle-orm/d1";
import * as z from "zod";
import { ledger } from "../../schema/tables/ledger.ts";
import { LedgerTarget } from "../../schema/wire/ledger-row.ts";
import { Hour } from "../../schema/wire/quantity.ts";
import { Target } from "../../schema/wire/target.ts";

/** `hour/target` → the windows that the ledger has of a target in an hour. */
export type KnownWindows = ReadonlyMap<string, Pick<LedgerTarget, "windows" | "equivocated">>;

const Row = z.strictObject({ hour: Hour, target: Target.shape.id, windows: z.string() });
const Windows = LedgerTarget.pick({ windows: true, equivocated: true });

/** What the ledger has of some targets of a shard in some hours. One statement, however many they are. */
export async function knownWindows(
  db: DrizzleD1Database,
  shard: number,
  hours: readonly Hour[],
  targets: readonly string[],
): Promise<KnownWindows> {
  const rows = await db.all(sql`
    SELECT hour, t.key AS target,
      json_object('windows', t.value -> '$.windows', 'equivocated', t.value -> '$.equivocated') AS windows
    FROM ${ledger}, json_each(body, '$.targets') AS t
    WHERE hour IN (SELECT value FROM json_each(${JSON.stringify(hours)})) AND shard = ${shard}
      AND t.key IN (SELECT value FROM json_each(${JSON.stringify(targets)}))`);
  return new Map(
    Row.array()
      .parse(rows)
      .map(({ hour, target, windows }) => [
        `${hour}/${target}`,
        Windows.parse(JSON.parse(windows)),
      ]),
  );
}
