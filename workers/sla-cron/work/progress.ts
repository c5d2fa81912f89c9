import * as z from "zod";
import { Sha256 } from "../../../schema/wire/identifier.ts";
import { PublishedHour } from "../../../schema/wire/hour.ts";
import { Count, Hour, UnixMs } from "../../../schema/wire/quantity.ts";
import type { Archive } from "../../store/archive.ts";

/** The steps of a version in their order; of each there are several, by number. */
export const STAGES = [
  "fold",
  "targets",
  "requests",
  "rows",
  "jobs",
  "claim",
  "documents",
  "sums",
  "pointer",
] as const;

/** How far the making of a version has come: all that a run needs to go on where another ended. */
export const Progress = z.strictObject({
  schema: z.literal("livepeer.sla.work/1"),
  hour: Hour,
  state: PublishedHour.shape.state,
  inputs: PublishedHour.shape.inputs,
  inputsDigest: Sha256,
  /** Digest of the policy of its verdicts: under another one nothing of it is of use. */
  policy: Sha256,
  ledgerVersion: Count,
  /** The hour closes: its facts are made again from raw objects alone. */
  closes: z.boolean(),
  stage: z.enum(STAGES),
  next: Count,
  /** Into how many parts requests, rows and jobs are cut; 0 before that is known. */
  parts: Count,
  registryVersion: Count,
  newest: z.strictObject({ atMs: UnixMs, slotSeconds: Count }).nullable(),
  windows: Count,
  equivocated: z.string().array(),
  decided: Count,
  open: Count,
  packs: z.strictObject({ jobs: Sha256.array(), rollups: Sha256.array() }),
  /** Targets of which several shards' objects speak, with those shards. */
  strays: z.tuple([z.string(), Count.array()]).array(),
  /** As it was numbered: null before that. */
  published: PublishedHour.nullable(),
  segments: z.record(z.string(), z.string().array().readonly()),
  savedAt: UnixMs,
  /** Runs that have worked on it. */
  runs: Count,
  /** The version that was the latest when it was begun, 0 for none: where another is now, this one comes too late. */
  follows: Count,
});
export type Progress = z.infer<typeof Progress>;

const WORK_PREFIX = "work/v1/";

/** Where all that belongs to the making of an hour's versions stands; nothing of it is published. */
export const workPrefix = (hour: Hour): string => `${WORK_PREFIX}${hour}/`;

const progressKey = (hour: Hour): string => `${workPrefix(hour)}progress.json`;

/** How far a version of an hour has come that no run has finished; null where there is none, or of another form. */
export async function readProgress(archive: Archive, hour: Hour): Promise<Progress | null> {
  const bytes = await archive.read(progressKey(hour));
  if (bytes === null) return null;
  return Progress.safeParse(JSON.parse(new TextDecoder().decode(bytes))).data ?? null;
}

/** Keeps it for the run that goes on. */
export const writeProgress = (archive: Archive, progress: Progress): Promise<void> =>
  archive.put(
    progressKey(progress.hour),
    new TextEncoder().encode(JSON.stringify(progress)) as Uint8Array<ArrayBuffer>,
  );

/** Removes what the making of a version has left; the facts of the hour stay, for the next version. */
export async function clearWork(archive: Archive, hour: Hour): Promise<void> {
  const keys = await archive.list(`${workPrefix(hour)}run/`);
  await archive.remove([progressKey(hour), ...keys]);
}

/** Removes all that is kept of hours before one. */
export async function clearWorkBefore(archive: Archive, hour: Hour): Promise<void> {
  const keys = await archive.list(WORK_PREFIX);
  await archive.remove(
    keys.filter((key) => {
      const of = Hour.safeParse(key.slice(WORK_PREFIX.length).split("/")[0]);
      return of.success && of.data < hour;
    }),
  );
}
