import { readdirSync, readFileSync } from "node:fs";
import type { D1Database } from "@cloudflare/workers-types";
import { drizzle } from "drizzle-orm/d1";
import { canonicalJson, digestOf } from "../schema/wire/canonical.ts";
import { PublishedHour } from "../schema/wire/hour.ts";
import type { Job } from "../schema/wire/job.ts";
import { Hour } from "../schema/wire/quantity.ts";
import { rollup } from "../test/support/rollup.ts";
import { pointerTo } from "../workers/store/archived-versions.ts";
import { publishedKey } from "../workers/store/published-documents.ts";
import { writeVersion } from "../workers/store/write-version.ts";

type Bindings = Readonly<{
  db: D1Database;
  archive: { put(key: string, text: string): Promise<unknown> };
}>;

const MIGRATIONS = new URL("../schema/migrations/", import.meta.url);

/** An hour as the cron leaves it: its documents in the archive, its pointer and a row of each orchestrator in the database. */
export async function publishHourInto(
  { db, archive }: Bindings,
  jobs: readonly Job[],
  orchestrators: readonly string[],
): Promise<void> {
  await migrate(db);
  const hour = Hour.parse("2026-01-09T13:00:00Z");
  const rollups = orchestrators.map((orchestrator) => rollup({ orchestrator }));
  const none = "0".repeat(64);
  const body = {
    schema: "livepeer.sla.hour/1",
    hour,
    version: 1,
    state: "closed",
    policy: { id: "bench", digest: none },
    registry_version: 1,
    slot_seconds: 60,
    inputs: [],
    windows: 0,
    jobs: jobs.length,
    open_jobs: 0,
    equivocated: [],
    rollups_digest: await digestOf(rollups),
    jobs_digest: await digestOf(jobs),
  };
  const published = PublishedHour.parse({ ...body, digest: await digestOf(body) });
  await archive.put(publishedKey(hour, 1, "hour"), canonicalJson(published));
  await archive.put(publishedKey(hour, 1, "jobs"), canonicalJson(jobs));
  await archive.put(publishedKey(hour, 1, "rollups"), canonicalJson(rollups));
  const pointer = await pointerTo(published, Date.parse(hour) + 3_600_000, null);
  await writeVersion(drizzle(db), pointer, rollups, []);
}

async function migrate(db: D1Database): Promise<void> {
  for (const file of readdirSync(MIGRATIONS)
    .filter((name) => name.endsWith(".sql"))
    .toSorted())
    for (const statement of readFileSync(new URL(file, MIGRATIONS), "utf8").split(";"))
      if (statement.replaceAll(/--.*$/gm, "").trim() !== "") await db.prepare(statement).run();
}
