import { drizzle } from "drizzle-orm/d1";
import type { Range } from "../../schema/sla/cover.ts";
import type { CohortsDocument } from "../../schema/wire/cohort.ts";
import type { ExplorerDocument } from "../../schema/wire/explorer.ts";
import type { Network, NetworkNodes } from "../../schema/wire/network.ts";
import type { Day } from "../../schema/wire/day.ts";
import type { Address, Sha256 } from "../../schema/wire/identifier.ts";
import type { Hour } from "../../schema/wire/quantity.ts";
import type { Scores, ScoresList } from "../../schema/wire/scores.ts";
import { lastSlot, objectDigests, probesIn, turnsOn } from "../store/coverage.ts";
import { archiveOf } from "../store/archive.ts";
import { builtOf } from "../store/built-days.ts";
import { countDeadLetters } from "../store/dead-letters.ts";
import { readWatched } from "../store/watched.ts";
import * as versions from "../store/hour-versions.ts";
import { filteredSpan, type SpanFilter } from "../store/filtered-span.ts";
import { hasRollups, storedRollups, type RollupFilter } from "../store/stored-rollups.ts";
import { storedSums, type Grouping } from "../store/stored-sums.ts";
import type { Target } from "../../schema/wire/target.ts";
import { readBacklog } from "../store/backlog.ts";
import { newestOutcomes } from "../store/newest-outcomes.ts";
import {
  COHORTS_KEY,
  dayKey,
  EXPLORER_KEY,
  NETWORK_KEY,
  networkNodesKey,
  policyKey,
  publishedKey,
  SCORES_KEY,
  scoresListKey,
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
import { readCohorts, readExplorer, readNetwork, readNodes } from "./network-documents.ts";
import { keptByDigest } from "./kept-by-digest.ts";
import { type LightPack, readList, readPack, readScores, scoresInPack } from "./scores.ts";
import { wholeNetwork } from "./whole-network.ts";
import { permitting } from "./permit.ts";
import { failing } from "./storage-failure.ts";

/** How long an isolate goes on with a document that it has read. */
const DOCUMENT_MS = 15_000;

/** About those of 3 packs of 64 orchestrators, some megabytes each. */
const MOST_SCORES = 3 * 64 * 12;

/** Of 64 orchestrators each: some 200 KB. */
const MOST_LISTS = 16;

/** What else a network of 10 000 has: a node is some 5 KB. */
const MOST_NODES = 10_000;

/** What an isolate keeps from one request to the next. */
export const openCopies = () => ({
  scores: keptCopy<Scores>(DOCUMENT_MS),
  packs: keptByDigest<LightPack>(scoresInPack, MOST_SCORES),
  lists: keptByDigest<ScoresList>(() => 1, MOST_LISTS),
  network: keptCopy<Network>(DOCUMENT_MS),
  nodes: keptByDigest<NetworkNodes>(({ nodes }) => nodes.length, MOST_NODES),
  cohorts: keptCopy<CohortsDocument>(DOCUMENT_MS),
  explorer: keptCopy<ExplorerDocument>(DOCUMENT_MS),
});

/** Reads that add up, walk or list: what a stranger may not have without end. */
const COSTLY = [
  "storedRollups",
  "spanOf",
  "filteredSpan",
  "storedSums",
  "storedDaySums",
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
    listBytes: (digest: Sha256) => storedBytes(ARCHIVE, scoresListKey(digest)),
    scoresList: (digest: Sha256) =>
      copies.lists(digest, async () => readList(await storedBytes(ARCHIVE, scoresListKey(digest)))),
    builtDays: (known: readonly versions.HourVersion[]) => builtOf(db, known),
    spanOf: async (of: Address, range: Range, isBuilt: (day: Hour) => boolean) =>
      (await spansOf(db, { first: of, last: of }, [range], isBuilt)).get(of) ?? [],
    filteredSpan: async (asked: SpanFilter, range: Range, isBuilt: (day: Hour) => boolean) =>
      filteredSpan(db, asked, range, isBuilt),
    storedRollups: (filter: RollupFilter, most: number) => storedRollups(db, filter, most),
    storedSums: (filter: RollupFilter, by: Grouping) => storedSums(db, filter, by),
    /** The same where hours need not be told apart: from days' own sums, where they are built. */
    storedDaySums: async (filter: RollupFilter, by: Grouping) =>
      storedSums(db, filter, by, await wholeDays(db, filter)),
    hasRollups: (orchestrator: string) => hasRollups(db, orchestrator),
    snapshots: (page: Parameters<typeof storedKeys>[1]) => storedKeys(ARCHIVE, page),
    network: () =>
      copies.network(nowMs, () =>
        wholeNetwork({
          network: async () => readNetwork(await storedBytes(ARCHIVE, NETWORK_KEY)),
          nodes: (digest) =>
            copies.nodes(digest, async () =>
              readNodes(await storedBytes(ARCHIVE, networkNodesKey(digest))),
            ),
        }),
      ),
    cohorts: () =>
      copies.cohorts(nowMs, async () => readCohorts(await storedBytes(ARCHIVE, COHORTS_KEY))),
    explorer: () =>
      copies.explorer(nowMs, async () => readExplorer(await storedBytes(ARCHIVE, EXPLORER_KEY))),
    snapshot: (key: string) => storedStream(ARCHIVE, key),
    objectDigests: (first: Hour, last: Hour) => objectDigests(db, first, last),
    probesIn: (hour: Hour, beforeMs: number) => probesIn(db, hour, beforeMs),
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
