import { nextHour, previousHour } from "../../schema/sla/hour.ts";
import type { PublishedHour } from "../../schema/wire/hour.ts";
import type { Archive } from "../store/archive.ts";
import { inputsDigestOf } from "../store/archived-versions.ts";
import { objectDigests } from "../store/coverage.ts";
import { foldUnmarked } from "../store/fold-object.ts";
import { ledgerVersions } from "../store/ledger-versions.ts";
import { noteLedgerVersion } from "../store/write-version.ts";
import { type DueHour, ledgerVersionOf } from "./due-hours.ts";
import type { Effort } from "./effort.ts";
import { hourPolicy } from "./hour-policy.ts";
import type { Ports } from "./ports.ts";
import type { Unfinished } from "./unfinished.ts";
import { begin, type Made, makeVersion } from "./work/make-version.ts";
import { clearWork, type Progress, readProgress } from "./work/progress.ts";

/**
 * What became of an hour: its new version; "holds": the latest is as it should be; "underway": another run is at it; what
 * another run has to go on with.
 */
export type Refreshed = PublishedHour | "holds" | "underway" | Unfinished;

/** A run that was asked for begins within so long; after it, the cron takes the work up. */
const CHAIN_MS = 120_000;

/**
 * Publishes a new version of an hour where its inputs or its state are other than the latest version's, or goes on with
 * one that a run before has begun, from the inputs that it had then. One that was begun under another policy than the
 * hour's is begun anew: its verdicts would be of both.
 */
export async function refreshHour(
  due: DueHour,
  nowMs: number,
  ports: Ports,
  effort: Effort,
): Promise<Refreshed> {
  const begun = await progressOf(due, ports.archive);
  if (begun !== null && ports.proceed && !ports.goesOn && nowMs - begun.savedAt < CHAIN_MS)
    return "underway";
  const made = begun?.state === due.state ? begun : await newlyMade(due, ports);
  if (made === null) return "holds";
  const { policy, digest } = await hourPolicy(due, ports);
  const progress = made === begun && begun.policy === digest ? begun : begin(made, digest);
  if (made === begun && progress !== begun) {
    ports.log({ event: "hour.begun_anew", hour: due.hour, reason: "other_policy" });
    await clearWork(ports.archive, due.hour);
  }
  try {
    const published = await makeVersion(progress, policy, nowMs, ports, effort);
    return published ?? { hour: due.hour, runs: progress.runs };
  } catch (error) {
    // What was begun may be what fails: the next run begins again.
    if (begun !== null) await clearWork(ports.archive, due.hour);
    throw error;
  }
}

/** What runs before have left: unless a version has been published since, which may be the same, or a later one. */
async function progressOf({ hour, latest }: DueHour, archive: Archive): Promise<Progress | null> {
  const begun = await readProgress(archive, hour);
  if (begun === null || begun.follows === (latest?.version ?? 0)) return begun;
  await clearWork(archive, hour);
  return null;
}

/** @returns null where there is nothing to publish */
async function newlyMade(
  { hour, state, closes, latest }: DueHour,
  ports: Ports,
): Promise<Made | null> {
  const { db, archive, log } = ports;
  if (closes) {
    const { busy } = await foldUnmarked(db, archive, hour, ports);
    if (busy.length > 0) log({ event: "hour.fold_busy", hour, objects: busy });
  }
  const ledgerVersion = ledgerVersionOf(
    await ledgerVersions(db, { from: previousHour(hour), to: nextHour(hour) }),
    hour,
  );
  const digests = await objectDigests(db, previousHour(hour), hour);
  const inputs = [...digests]
    .map(([key, sha256]) => ({ key, sha256 }))
    .sort((a, b) => (a.key < b.key ? -1 : 1));
  if (inputs.length === 0) return null;
  const inputsDigest = await inputsDigestOf(inputs);
  if (latest?.state === state && latest.inputsDigest === inputsDigest) {
    await noteLedgerVersion(db, latest, ledgerVersion);
    return null;
  }
  const follows = latest?.version ?? 0;
  return { hour, state, inputs, inputsDigest, ledgerVersion, closes, follows };
}
