import { sql } from "drizzle-orm";
import type { DrizzleD1Database } from "drizzle-orm/d1";
import * as z from "zod";
import { newestVersion } from "../../schema/sla/merge-rows.ts";
import { NewestVersion } from "../../schema/wire/ledger-row.ts";
import { Target } from "../../schema/wire/target.ts";

const Line = z.strictObject({ target: Target.shape.id, version: z.string() });

/** By which version each target's newest window of the two newest scraped hours was sealed. Windows are not read. */
export async function agentVersions(db: DrizzleD1Database): Promise<Map<string, NewestVersion>> {
  const rows = await db.all(sql`
    select t.key as target, json_extract(t.value, '$.version') as version
    from ledger, json_each(ledger.body, '$.targets') t
    where json_extract(t.value, '$.version') is not null
    and ledger.hour in (select distinct hour from ledger where cursors = 1 order by hour desc limit 2)`);
  const versions = new Map<string, NewestVersion>();
  for (const { target, version } of Line.array().parse(rows)) {
    const told = NewestVersion.parse(JSON.parse(version));
    const newest = newestVersion([versions.get(target), told]).version;
    if (newest !== undefined) versions.set(target, newest);
  }
  return versions;
}
