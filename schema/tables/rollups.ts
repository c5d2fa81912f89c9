import { integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";

/**
 * The additive sums of each hour's latest version. `sums` is the JSON of `Sums`; an empty key part means null. A version
 * writes the rows that differ from those of the one before it: `version` is the one that a row was last written by.
 * The table is WITHOUT ROWID and has no other index, so that a row written is one row; only its migration can say so.
 * Orchestrators come first in the key: whoever asks for hours names the orchestrators, of which there are few.
 */
export const rollups = sqliteTable(
  "rollups",
  {
    hour: text().notNull(),
    orchestrator: text().notNull(),
    pipeline: text().notNull(),
    model: text().notNull(),
    gpu: text().notNull(),
    region: text().notNull(),
    gateway: text().notNull(),
    purpose: text({ enum: ["live", "test"] }).notNull(),
    witness: text({ enum: ["any", "corroborated"] }).notNull(),
    version: integer().notNull(),
    sums: text().notNull(),
  },
  (t) => [
    primaryKey({
      columns: [
        t.orchestrator,
        t.hour,
        t.pipeline,
        t.model,
        t.gpu,
        t.region,
        t.gateway,
        t.purpose,
        t.witness,
      ],
    }),
  ],
);
