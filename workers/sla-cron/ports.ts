import type { DrizzleD1Database } from "drizzle-orm/d1";
import type { Policy } from "../../schema/wire/policy.ts";
import type { Archive } from "../store/archive.ts";
import type { Patience } from "../store/ledger.ts";
import type { RunLimits } from "./effort.ts";
import type { Unfinished } from "./unfinished.ts";
import type { PublicationLimits } from "./publication-limits.ts";

/** How long what is kept. */
export type Retention = Readonly<{
  /** Raw objects and the ledger. */
  rawDays: number;
  /** Sums of hours and days. */
  rollupMonths: number;
}>;

/** What publication touches. */
export type Ports = Patience &
  Readonly<{
    db: DrizzleD1Database;
    archive: Archive;
    log: (entry: object) => void;
    /** New hours are published under it; absent: the policy of this software. */
    policy?: Policy;
    /** Whether so many more requests to storage fit into this run; absent: however many. */
    mayAsk?: (requests: number) => boolean;
    /** Rows that a run may read to find what is due; absent: the whole ledger's. */
    rowsPerLook?: number;
    /** What one run may do; absent: whatever there is. */
    runLimits?: RunLimits;
    /** What one run publishes beside hours; absent: as on Paid. */
    publication?: PublicationLimits;
    /** How long an open hour is left alone after it was published, for each row of its sums; absent: not at all. */
    restMsPerRollup?: number;
    /** What is kept for how long; absent: everything for ever. */
    retention?: Retention;
    /** Has another run begin at once, where a queue can: without it the next one is the cron's. */
    proceed?: (unfinished: Unfinished) => Promise<void>;
    /** This run is one that another asked for. */
    goesOn?: boolean;
    /** This run publishes hours, and leaves the rest to the cron. */
    onlyHours?: boolean;
  }>;
