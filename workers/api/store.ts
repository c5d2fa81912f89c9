import { drizzle } from "drizzle-orm/d1";
import type { ExplorerDocument } from "../../schema/wire/explorer.ts";
import type { Network } from "../../schema/wire/network.ts";
import type { Hour } from "../../schema/wire/quantity.ts";
import type { Scores } from "../../schema/wire/scores.ts";
import { lastSlot, objectDigests, probesIn, turnsOn } from "../store/coverage.ts";
import * as versions from "../store/hour-versions.ts";
import { hasRollups, liveRollups, type RollupFilter } from "../store/live-rollups.ts";
import { liveSums, type Grouping } from "../store/live-sums.ts";
import { newestOutcomes } from "../store/newest-outcomes.ts";
import {
  EXPLORER_KEY,
  NETWORK_KEY,
  publishedKey,
  SCORES_KEY,
  type DocumentName,
} from "../store/published-documents.ts";
import { storedBytes, storedKeys, storedStream } from "../store/snapshots.ts";
import { allTargets } from "../store/targets.ts";
import { keptCopy } from "./kept-copy.ts";
import { readExplorer, readNetwork } from "./network-documents.ts";
import { readScores } from "./scores.ts";
import { permitting } from "./permit.ts";
import { failing } from "./storage-failure.ts";

/** How long an isolate goes on with a document that it has read. */
const DOCUMENT_MS = 15_000;

/** What an isolate keeps from one request to the next. */
export const openCopies = () => ({
  scores: keptCopy<Scores>(DOCUMENT_MS),
  network: keptCopy<Network>(DOCUMENT_MS),
  explorer: keptCopy<ExplorerDocument>(DOCUMENT_MS),
});

/** Reads that add up, walk or list: what a stranger may not have without end. */
const COSTLY = ["liveRollups", "liveSums", "hasRollups", "jobs", "snapshots"] as const;

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
    document: (hour: Hour, version: number, name: DocumentName) =>
      storedBytes(ARCHIVE, publishedKey(hour, version, name)),
    jobs: (hour: Hour, version: number) =>
      storedBytes(ARCHIVE, publishedKey(hour, version, "jobs")),
    scores: () =>
      copies.scores(nowMs, async () => readScores(await storedBytes(ARCHIVE, SCORES_KEY))),
    liveRollups: (filter: RollupFilter, most: number) => liveRollups(db, filter, most),
    liveSums: (filter: RollupFilter, by: Grouping) => liveSums(db, filter, by),
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
  });
  return permitting(store, COSTLY, permit);
};
export type Store = ReturnType<typeof openStore>;
