import { env } from "cloudflare:workers";
import { drizzle } from "drizzle-orm/d1";
import { rawKey } from "../../../schema/sla/raw-key.ts";
import { dayBadHours } from "../../../schema/tables/day-bad-hours.ts";
import { dayRollups } from "../../../schema/tables/day-rollups.ts";
import { days } from "../../../schema/tables/days.ts";
import { hours } from "../../../schema/tables/hours.ts";
import { ledger } from "../../../schema/tables/ledger.ts";
import { rollups } from "../../../schema/tables/rollups.ts";
import { encodeRaw } from "../../../schema/wire/raw-codec.ts";
import type { RawObject } from "../../../schema/wire/raw.ts";
import type { Ports } from "../../../workers/sla-cron/ports.ts";
import { archiveOf } from "../../../workers/store/archive.ts";
import { foldIntoLedger } from "../../../workers/store/fold-object.ts";

export const db = drizzle(env.DB);
export const archive = archiveOf(env.ARCHIVE);

const patience = { random: () => 0, sleep: async () => {} };

/** What a run touches; what it says is kept. */
export const ports = (said: object[] = []): Ports => ({
  db,
  archive,
  ...patience,
  log: (entry) => void said.push(entry),
});

/** Stores a raw object, and folds it unless its message dies just then. */
export async function store(raw: RawObject, { folds = true } = {}): Promise<string> {
  const key = rawKey(raw.plan.message);
  const bytes = await encodeRaw(raw);
  await archive.createOnce(key, bytes as Uint8Array<ArrayBuffer>);
  if (folds) await foldIntoLedger(db, key, bytes as Uint8Array<ArrayBuffer>, patience);
  return key;
}

/** Loses the database, but for the registry. */
export const emptyDatabase = () =>
  db.batch([
    db.delete(hours),
    db.delete(rollups),
    db.delete(ledger),
    db.delete(days),
    db.delete(dayRollups),
    db.delete(dayBadHours),
  ]);

/** Everything that is published, by key, and every row of the sums. */
export async function everything(): Promise<{
  documents: Record<string, string>;
  rows: unknown[];
}> {
  const documents: Record<string, string> = {};
  for (const key of await archive.list("published/"))
    documents[key] = new TextDecoder().decode((await archive.read(key)) ?? new Uint8Array());
  const rows = await db
    .select()
    .from(rollups)
    .orderBy(
      rollups.hour,
      rollups.orchestrator,
      rollups.pipeline,
      rollups.gateway,
      rollups.witness,
    );
  return { documents, rows };
}

/** Empties archive and database: each test begins with nothing. */
export async function emptyAll(): Promise<void> {
  await emptyDatabase();
  await archive.remove(await archive.list(""));
}
