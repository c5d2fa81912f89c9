import type { DrizzleD1Database } from "drizzle-orm/d1";
import type { Archive } from "../store/archive.ts";
import type { Patience } from "../store/ledger.ts";

/** What publication touches. */
export type Ports = Patience &
  Readonly<{ db: DrizzleD1Database; archive: Archive; log: (entry: object) => void }>;
