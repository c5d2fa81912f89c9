import { integer, sqliteTable, text } from "drizzle-orm/sqlite-core";
import type { Sha256 } from "../wire/identifier.ts";

/** Every version of the registry, as it was archived. */
export const registryVersions = sqliteTable("registry_versions", {
  version: integer().primaryKey(),
  digest: text().$type<Sha256>().notNull(),
  createdAt: integer("created_at").notNull(),
});
