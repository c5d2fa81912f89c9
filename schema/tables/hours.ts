import { integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";
import type { Sha256 } from "../wire/identifier.ts";

/** Published versions of hours. The row is the pointer: it is written last, after the documents are in the archive. */
export const hours = sqliteTable(
  "hours",
  {
    hour: text().notNull(),
    version: integer().notNull(),
    state: text({ enum: ["open", "closed", "final"] }).notNull(),
    digest: text().$type<Sha256>().notNull(),
    /** What the version was made from: the same inputs again make no new version. */
    inputsDigest: text("inputs_digest").$type<Sha256>().notNull(),
    /** Jobs decided in the hour, and jobs still open at its end. */
    jobs: integer().notNull(),
    openJobs: integer("open_jobs").notNull(),
    publishedAt: integer("published_at").notNull(),
    /** Σ of the versions of the ledger's rows that it was made from: where that is unchanged, nothing new has come. */
    ledgerVersion: integer("ledger_version"),
    /** Its rows of sums, where they fill several documents those that would fill these: what it costs to write the next one. Null is not known. */
    rollups: integer(),
    /** Digest of the policy that it was made with, which later versions of the hour keep. Null is not known: its document says it. */
    policy: text().$type<Sha256>(),
  },
  (t) => [primaryKey({ columns: [t.hour, t.version] })],
);
