import { hourStart, nextHour } from "../../schema/sla/hour.ts";
import type { Job } from "../../schema/wire/job.ts";
import type { Address } from "../../schema/wire/identifier.ts";
import type { Hour } from "../../schema/wire/quantity.ts";
import { JOBS_PER_PACK } from "../../schema/sla/publish/packs.ts";
import type { HourVersion } from "../store/hour-versions.ts";
import { jobPacksOf } from "../store/published-jobs.ts";
import type { Store } from "./store.ts";

/** A place in the walk: the next job of a version's document, counted from its newest. */
export type JobPosition = Readonly<{ hour: Hour; version: number; skip: number }>;

type Walk = Readonly<{
  orchestrator: Address | undefined;
  /** Whether a job is listed; a page's places count those that are not, so that they mean the same whatever is asked. */
  isAsked?: (job: Job) => boolean;
  from: Hour | undefined;
  to: Hour | undefined;
  limit: number;
  start: JobPosition | null;
}>;

/** Documents that one page may read: a page that finds little in so many ends early and says where to go on. */
const DOCUMENTS_PER_PAGE = 12;

/**
 * Jobs from the newest hour to the oldest, and within an hour by start, the newest first. A job that an hour left open
 * and that the next hour still knows is the next hour's: so it is listed once. Of a large hour no more is read than the
 * page takes.
 */
export async function walkJobs(
  store: Store,
  { orchestrator, isAsked = () => true, from, to, limit, start }: Walk,
): Promise<{ jobs: Job[]; next: JobPosition | null }> {
  const jobs: Job[] = [];
  let documents = 0;
  for (const of of await hoursFrom(store, start, { from, to })) {
    const { hour, version } = of;
    const first = start?.hour === hour ? start.skip : 0;
    let later: ReadonlySet<string> | null = null;
    let skip = 0;
    for (let pack = jobPacksOf(of) - 1; pack >= 0; pack--) {
      if (skip + jobsOf(of, pack) <= first) {
        skip += jobsOf(of, pack);
        continue;
      }
      if (documents === DOCUMENTS_PER_PAGE)
        return { jobs, next: { hour, version, skip: Math.max(skip, first) } };
      documents += 1;
      for (const job of (await store.jobs({ hour, version, pack })).toReversed()) {
        const at: JobPosition = { hour, version, skip: skip++ };
        if (at.skip < first) continue;
        if (job.state === "open") {
          later ??= await laterIds(store, hour, to, Date.parse(job.started_at));
          if (later.has(job.id)) continue;
        }
        if (orchestrator !== undefined && job.orchestrator !== orchestrator) continue;
        if (!isAsked(job)) continue;
        if (jobs.length === limit) return { jobs, next: at };
        jobs.push(job);
      }
    }
  }
  return { jobs, next: null };
}

/** Jobs in one of a version's documents. */
const jobsOf = ({ jobs, openJobs }: HourVersion, pack: number): number =>
  Math.min(JOBS_PER_PACK, jobs + openJobs - pack * JOBS_PER_PACK);

/** The hours to walk, one more than a page reads. A page goes on in the version that it began. */
async function hoursFrom(
  store: Store,
  start: JobPosition | null,
  { from, to }: Pick<Walk, "from" | "to">,
): Promise<HourVersion[]> {
  const page = { from, limit: DOCUMENTS_PER_PAGE + 1 };
  if (start === null) return store.hoursWithJobs({ ...page, to });
  const { hour, version } = start;
  const after = { hour, version: version + 1 };
  const begun = await store.hourVersions({ from: hour, to: nextHour(hour), after, limit: 1 });
  return [
    ...begun.filter((found) => found.version === version),
    ...(await store.hoursWithJobs({ ...page, to: hour })),
  ];
}

/**
 * Ids of jobs that the hour after this one knows of this one: those that began before it, and so its first. Beyond `to`
 * nothing is listed, so there an open job stays.
 *
 * @param newestMs  start of the newest job that is asked for: by an agent's clock it may be of the next hour
 */
async function laterIds(
  store: Store,
  hour: Hour,
  to: Hour | undefined,
  newestMs: number,
): Promise<ReadonlySet<string>> {
  const ids = new Set<string>();
  const later = nextHour(hour);
  if (to !== undefined && later >= to) return ids;
  const version = await store.latestVersion(later);
  const lastMs = Math.max(newestMs, hourStart(later) - 1);
  for (let pack = 0; version !== null && pack < jobPacksOf(version); pack++)
    for (const { id, started_at } of await store.jobs({ ...version, pack })) {
      if (Date.parse(started_at) > lastMs) return ids;
      ids.add(id);
    }
  return ids;
}
