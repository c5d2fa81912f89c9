import { keepLastJobs, type LastJobs } from "../../schema/sla/gateway/last-jobs.ts";
import type { Hour } from "../../schema/wire/quantity.ts";
import type { Archive } from "../store/archive.ts";
import type { HourVersion } from "../store/hour-versions.ts";
import { NETWORK_JOBS_KEY } from "../store/published-documents.ts";
import { jobPacks } from "../store/published-jobs.ts";
import { readWork, writeWork } from "./read-document.ts";

/** The newest hours with jobs whose jobs can make a node leave at once. */
export const HOURS_OF_JOBS = 6;

type Kept = readonly Readonly<{ hour: Hour; version: number; last: LastJobs }>[];

/** The last jobs of each of these hours. Kept from one run to the next: only of new versions are the jobs themselves read. */
export async function newestJobs(
  archive: Archive,
  hours: readonly HourVersion[],
): Promise<LastJobs[]> {
  const before = (await readWork<Kept>(archive, NETWORK_JOBS_KEY)) ?? [];
  const now: Kept[number][] = [];
  let isNew = false;
  for (const { hour, version } of hours) {
    const known = before.find((each) => each.hour === hour && each.version === version);
    if (known !== undefined) {
      now.push(known);
      continue;
    }
    isNew = true;
    const last = keepLastJobs();
    for await (const jobs of jobPacks(archive.read, hour, version)) last.add(jobs);
    now.push({ hour, version, last: last.kept() });
  }
  if (isNew) await writeWork(archive, NETWORK_JOBS_KEY, now);
  return now.map(({ last }) => last);
}
