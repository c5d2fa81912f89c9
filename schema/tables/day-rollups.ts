import { primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";

/**
 * The sums of a UTC day under each key: those of its 24 hours' latest versions, added. `day` is its first hour. The table
 * is WITHOUT ROWID and has no other index, so that a row written is one row; only its migration can say so.
 */
export const dayRollups = sqliteTable(
  "day_rollups",
  {
    day: text().notNull(),
    orchestrator: text().notNull(),
    pipeline: text().notNull(),
    model: text().notNull(),
    gpu: text().notNull(),
    region: text().notNull(),
    gateway: text().notNull(),
    purpose: text({ enum: ["live", "test"] }).notNull(),
    witness: text({ enum: ["any", "corroborated"] }).notNull(),
    sums: text().notNull(),
  },
  (t) => [
    primaryKey({
      columns: [
        t.day,
        t.orchestrator,
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
