import { drizzle } from "drizzle-orm/d1";
import type { Range } from "../../schema/sla/cover.ts";
import type { ExplorerDocument } from "../../schema/wire/explorer.ts";
import type { Network } from "../../schema/wire/network.ts";
import type { Day } from "../../schema/wire/day.ts";
import type { Address, Sha256 } from "../../schema/wire/identifier.ts";
import type { Hour } from "../../schema/wire/quantity.ts";
import type { Scores } from "../../schema/wire/scores.ts";
import { lastSlot, objectDigests, probesIn, turnsOn } from "../store/coverage.ts";
import { archiveOf } from "../store/archive.ts";
import { builtOf } from "../store/built-days.ts";
import { countDeadLetters } from "../store/dead-letters.ts";
import { readWatched } from "../store/watched.ts";
import * as versions from "../store/hour-versions.ts";
import { filteredSpan, type SpanFilter } from "../store/filtered-span.ts";
import { hasRollups, liveRollups, type RollupFilter } from "../store/live-rollups.ts";
import { liveSums, type Grouping } from "../store/live-sums.ts";
import type { Target } from "../../schema/wire/target.ts";
import { readBacklog } from "../store/backlog.ts";
import { newestOutcomes } from "../store/newest-outcomes.ts";
import {
  dayKey,
  EXPLORER_KEY,
  NETWORK_KEY,
  policyKey,
  publishedKey,
  SCORES_KEY,
  scoresPackKey,
  type DocumentName,
} from "../store/published-documents.ts";
import { registryKey } from "../store/registry.ts";
import { spansOf } from "../store/span-evidence.ts";
import { jobsInPack } from "../store/published-jobs.ts";
import { storedBytes, storedKeys, storedStream } from "../store/snapshots.ts";
import { allTargets } from "../store/targets.ts";
import { wholeDays } from "../store/whole-days.ts";
import { keptCopy } from "./kept-copy.ts";
import { readExplorer, readNetwork } from "./network-documents.ts";
import { keptPacks } from "./kept-packs.ts";
import { readPack, readScores } from "./scores.ts";
import { permitting } from "./permit.ts";
import { failing } from "./storage-failure.ts";

/** How long an isolate goes on with a document that it has read. */
const DOCUMENT_MS = 15_000;

/** What an isolate keeps from one request to the next. */
export const openCopies = () => ({
  scores: keptCopy<Scores>(DOCUMENT_MS),
  packs: keptPacks(),
  network: keptCopy<Network>(DOCUMENT_MS),
  explorer: keptCopy<ExplorerDocument>(DOCUMENT_MS),
});

/** Reads that add up, walk or list: what a stranger may not have without end. */
const COSTLY = [
  "liveRollups",
  "spanOf",
  "filteredSpan",
  "liveSums",
  "liveDaySums",
  "hasRollups",
  "jobs",
  "snapshots",
] as const;

/**
 * All that a route can read. Nothing here writes.
 *
 * @param permit  is asked before a costly read, and throws where there may be none
 */
export const openStore = (
  { DB, ARCHIVE }: Cloudflare.ApiEnv,
  copies: ReturnType<typeof openCopies>,
  nowMs: number,
  permit: () => Promise<void>,
) => {
  const db = drizzle(DB);
  const store = failing({
    hourVersions: (page: Parameters<typeof versions.hourVersions>[1]) =>
      versions.hourVersions(db, page),
    latestVersion: (hour?: Hour) => versions.latestVersion(db, hour),
    newestHourWithJobs: () => versions.newestHourWithJobs(db),
    hoursWithJobs: (page: Parameters<typeof versions.hoursWithJobs>[1]) =>
      versions.hoursWithJobs(db, page),
    latestVersionsIn: (range: versions.HourRange) => versions.latestVersionsIn(db, range),
    document: (hour: Hour, version: number, name: DocumentName, pack = 0) =>
      storedBytes(ARCHIVE, publishedKey(hour, version, name, pack)),
    policy: (digest: Sha256) => storedBytes(ARCHIVE, policyKey(digest)),
    day: (day: Day) => storedBytes(ARCHIVE, dayKey(day)),
    registry: (version: number) => storedBytes(ARCHIVE, registryKey(version)),
    jobs: (of: Parameters<typeof jobsInPack>[1]) =>
      jobsInPack(async (key) => (await storedBytes(ARCHIVE, key))?.body ?? null, of),
    scores: () =>
      copies.scores(nowMs, async () => readScores(await storedBytes(ARCHIVE, SCORES_KEY))),
    newestScores: async () => readScores(await storedBytes(ARCHIVE, SCORES_KEY)),
    packBytes: (digest: Sha256) => storedBytes(ARCHIVE, scoresPackKey(digest)),
    scoresPack: (digest: Sha256) =>
      copies.packs(digest, async () => readPack(await storedBytes(ARCHIVE, scoresPackKey(digest)))),
    builtDays: (known: readonly versions.HourVersion[]) => builtOf(db, known),
    spanOf: async (of: Address, range: Range, isBuilt: (day: Hour) => boolean) =>
      (await spansOf(db, { first: of, last: of }, [range], isBuilt)).get(of) ?? [],
    filteredSpan: async (asked: SpanFilter, range: Range, isBuilt: (day: Hour) => boolean) =>
      filteredSpan(db, asked, range, isBuilt),
    liveRollups: (filter: RollupFilter, most: number) => liveRollups(db, filter, most),
    liveSums: (filter: RollupFilter, by: Grouping) => liveSums(db, filter, by),
    /** The same where hours need not be told apart: from days' own sums, where they are built. */
    liveDaySums: async (filter: RollupFilter, by: Grouping) =>
      liveSums(db, filter, by, await wholeDays(db, filter)),
    hasRollups: (orchestrator: string) => hasRollups(db, orchestrator),
    snapshots: (page: Parameters<typeof storedKeys>[1]) => storedKeys(ARCHIVE, page),
    network: () =>
      copies.network(nowMs, async () => readNetwork(await storedBytes(ARCHIVE, NETWORK_KEY))),
    explorer: () =>
      copies.explorer(nowMs, async () => readExplorer(await storedBytes(ARCHIVE, EXPLORER_KEY))),
    snapshot: (key: string) => storedStream(ARCHIVE, key),
    objectDigests: (first: Hour, last: Hour) => objectDigests(db, first, last),
    probesIn: (hour: Hour, beforeSlot: number) => probesIn(db, hour, beforeSlot),
    lastSlot: () => lastSlot(db),
    turnsOn: (day: string) => turnsOn(db, day),
    targets: () => allTargets(db),
    newestOutcomes: () => newestOutcomes(db),
    backlog: (enabled: readonly Target[], slotSeconds: number | null) =>
      readBacklog(db, enabled, slotSeconds, nowMs),
    deadLetters: () => countDeadLetters(db),
    watched: () => readWatched(archiveOf(ARCHIVE)),
  });
  return permitting(store, COSTLY, permit);
};
export type Store = ReturnType<typeof openStore>;
