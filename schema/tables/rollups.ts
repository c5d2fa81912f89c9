import { index, integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** The additive sums of each hour's latest version. `sums` is the JSON of `Sums`; an empty key part means null. */
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
        t.hour,
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
    index("rollups_orchestrator").on(t.orchestrator, t.hour),
  ],
);
