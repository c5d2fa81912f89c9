import { drizzle } from "drizzle-orm/d1";
import { archiveOf } from "./archive.ts";
import { lastSlot, probesIn, turnsOn } from "./coverage.ts";
import { countDeadLetters } from "./dead-letters.ts";
import { latestVersion } from "./hour-versions.ts";
import { publishedKey } from "./published-documents.ts";
import type { StatusSources } from "./read-status.ts";
import { storedBytes } from "./snapshots.ts";
import { allTargets } from "./targets.ts";
import { readWatched } from "./watched.ts";

/** What a status is read from, in D1 and R2. Seven D1 queries and two R2 reads for all of it. */
export const statusSources = ({
  DB,
  ARCHIVE,
}: Readonly<{ DB: D1Database; ARCHIVE: R2Bucket }>): StatusSources => {
  const db = drizzle(DB);
  return {
    latestVersion: () => latestVersion(db),
    document: (hour, version, name) => storedBytes(ARCHIVE, publishedKey(hour, version, name)),
    lastSlot: () => lastSlot(db),
    probesIn: (hour, beforeMs) => probesIn(db, hour, beforeMs),
    targets: () => allTargets(db),
    turnsOn: (day) => turnsOn(db, day),
    deadLetters: () => countDeadLetters(db),
    watched: () => readWatched(archiveOf(ARCHIVE)),
  };
};
