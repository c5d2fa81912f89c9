import { index, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** The sums of a UTC day under each key: those of its 24 hours' latest versions, added. `day` is its first hour. */
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
    index("day_rollups_orchestrator").on(t.orchestrator, t.day),
  ],
);
