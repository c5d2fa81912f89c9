import * as z from "zod";
import {
  HourPackPath,
  HourPath,
  HoursPage,
  HoursQuery,
  HourVersionPath,
} from "../../../schema/wire/api/hours.ts";
import { PublishedHour } from "../../../schema/wire/hour.ts";
import { Job } from "../../../schema/wire/job.ts";
import { Hour } from "../../../schema/wire/quantity.ts";
import { Rollup } from "../../../schema/wire/rollup.ts";
import { fresh, refusal, type Answer, type Lifetime } from "../answer.ts";
import { readCursor, unknownCursor, writeCursor } from "../cursor.ts";
import { nothing } from "../nothing.ts";
import { route } from "../route.ts";
import type { Store } from "../store.ts";

/** The open hour gets a new version every minute or so. */
const LATEST_SECONDS = 15;

const Position = z.strictObject({ hour: Hour, version: z.int().positive() });

const list = route({
  path: "/v1/hours",
  summary: "Published versions of hours, the newest first.",
  parameters: { path: nothing, query: HoursQuery },
  answers: HoursPage,
  async handle({ store, query: { from, to, limit, cursor } }) {
    const after = cursor === undefined ? null : readCursor(Position, cursor);
    if (cursor !== undefined && after === null) return unknownCursor(cursor);
    const found = await store.hourVersions({ from, to, after, limit: limit + 1 });
    const rows = found.slice(0, limit);
    const last = rows.at(-1);
    return fresh(
      {
        schema: "livepeer.sla.hours/1" as const,
        hours: rows.map(({ hour, version, state, digest, jobs, openJobs, publishedAt }) => ({
          hour,
          version,
          state,
          digest,
          jobs,
          open_jobs: openJobs,
          published_at: new Date(publishedAt).toISOString(),
        })),
        next:
          found.length > limit && last
            ? writeCursor({ hour: last.hour, version: last.version })
            : null,
      },
      LATEST_SECONDS,
    );
  },
});

const latest = route({
  path: "/v1/hours/{hour}",
  summary: "The latest version of a published hour, with the digests of all that it was made from.",
  parameters: { path: HourPath, query: nothing },
  answers: PublishedHour,
  async handle({ store, path: { hour } }) {
    const row = await store.latestVersion(hour);
    if (row === null) return notPublished(hour);
    return stored(store, hour, row.version, "hour", LATEST_SECONDS);
  },
});

/** The documents of a version, and what each is. */
const DOCUMENTS = [
  ["hour", "", PublishedHour, "One version of a published hour. It never changes."],
  [
    "jobs",
    "/jobs",
    Job.array(),
    "The jobs of that version, as its `jobs_digest` has them; where it has `packs`, the first of them.",
  ],
  [
    "rollups",
    "/rollups",
    Rollup.array(),
    "The sums of that version, as its `rollups_digest` has them; where it has `packs`, the first of them.",
  ],
] as const;

const versions = DOCUMENTS.map(([name, suffix, answers, summary]) =>
  route({
    path: `/v1/hours/{hour}/{version}${suffix}`,
    summary,
    parameters: { path: HourVersionPath, query: nothing },
    answers: answers as z.ZodType,
    handle: ({ store, path: { hour, version } }) => stored(store, hour, version, name, "immutable"),
  }),
);

const packs = [
  ["jobs", Job.array(), "Some of the jobs of a version that has several documents of them."],
  ["rollups", Rollup.array(), "Some of the sums of a version that has several documents of them."],
] as const;

const packed = packs.map(([name, answers, summary]) =>
  route({
    path: `/v1/hours/{hour}/{version}/${name}/{pack}`,
    summary,
    parameters: { path: HourPackPath, query: nothing },
    answers: answers as z.ZodType,
    handle: ({ store, path: { hour, version, pack } }) =>
      stored(store, hour, version, name, "immutable", pack),
  }),
);

async function stored(
  store: Store,
  hour: Hour,
  version: number,
  name: "hour" | "jobs" | "rollups",
  lifetime: Lifetime,
  pack = 0,
): Promise<Answer<never>> {
  const found = await store.document(hour, version, name, pack);
  if (found === null) return notPublished(hour, version);
  return { kind: "stored", contentType: "application/json", ...found, lifetime };
}

const notPublished = (hour: Hour, version?: number): Answer<never> =>
  refusal(
    404,
    `the hour ${hour} is not published${version === undefined ? "" : ` in version ${version}`}; /v1/hours lists what is`,
  );

/** Published hours, their versions and the documents of each. */
export const hours = [list, latest, ...versions, ...packed];
