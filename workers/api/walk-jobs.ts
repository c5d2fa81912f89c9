import { nextHour } from "../../schema/sla/hour.ts";
import { Job } from "../../schema/wire/job.ts";
import type { Address } from "../../schema/wire/identifier.ts";
import type { Hour } from "../../schema/wire/quantity.ts";
import type { HourVersion } from "../store/hour-versions.ts";
import type { Store } from "./store.ts";

/** A place in the walk: the next job of a version's document, counted from its newest. */
export type JobPosition = Readonly<{ hour: Hour; version: number; skip: number }>;

type Walk = Readonly<{
  orchestrator: Address | undefined;
  from: Hour | undefined;
  to: Hour | undefined;
  limit: number;
  start: JobPosition | null;
}>;

/** Documents that one page may read: a page that finds little in so many ends early and says where to go on. */
const DOCUMENTS_PER_PAGE = 12;

const NONE: ReadonlySet<string> = new Set();

/**
 * Jobs from the newest hour to the oldest, and within an hour by start, the newest first. A job that an hour left open
 * and that the next hour still knows is the next hour's: so it is listed once.
 */
export async function walkJobs(
  store: Store,
  { orchestrator, from, to, limit, start }: Walk,
): Promise<{ jobs: Job[]; next: JobPosition | null }> {
  const read = reader(store);
  const jobs: Job[] = [];
  const hours = await hoursFrom(store, start, { from, to });
  for (const [index, { hour, version }] of hours.entries()) {
    const at = (skip: number): JobPosition => ({ hour, version, skip });
    if (index === DOCUMENTS_PER_PAGE) return { jobs, next: at(0) };
    const all = (await read(hour, version)).toReversed();
    const anyOpen = all.some(({ state }) => state === "open");
    const later = anyOpen ? await laterIds(store, read, hour, to) : NONE;
    const first = index === 0 && start?.hour === hour ? start.skip : 0;
    for (const [skip, job] of all.entries()) {
      if (skip < first || (job.state === "open" && later.has(job.id))) continue;
      if (orchestrator !== undefined && job.orchestrator !== orchestrator) continue;
      if (jobs.length === limit) return { jobs, next: at(skip) };
      jobs.push(job);
    }
  }
  return { jobs, next: null };
}

/** The hours to walk, one more than a page reads. A page goes on in the version that it began. */
async function hoursFrom(
  store: Store,
  start: JobPosition | null,
  { from, to }: Pick<Walk, "from" | "to">,
): Promise<Pick<HourVersion, "hour" | "version">[]> {
  const page = { from, limit: DOCUMENTS_PER_PAGE + 1 };
  if (start === null) return store.hoursWithJobs({ ...page, to });
  return [start, ...(await store.hoursWithJobs({ ...page, to: start.hour }))];
}

/** Ids that the hour after this one knows. Beyond `to` nothing is listed, so there an open job stays. */
async function laterIds(
  store: Store,
  read: ReturnType<typeof reader>,
  hour: Hour,
  to: Hour | undefined,
): Promise<ReadonlySet<string>> {
  const later = nextHour(hour);
  if (to !== undefined && later >= to) return NONE;
  const version = await store.latestVersion(later);
  return new Set(version === null ? [] : (await read(later, version.version)).map(({ id }) => id));
}

/** Reads each document once per request. */
function reader(store: Store): (hour: Hour, version: number) => Promise<Job[]> {
  const read = new Map<string, Promise<Job[]>>();
  const fetchJobs = async (hour: Hour, version: number): Promise<Job[]> => {
    const found = await store.jobs(hour, version);
    return found === null ? [] : Job.array().parse(await new Response(found.body).json());
  };
  return (hour, version) => {
    const key = `${hour}/${version}`;
    const known = read.get(key) ?? fetchJobs(hour, version);
    read.set(key, known);
    return known;
  };
}
