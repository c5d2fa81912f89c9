import { env } from "cloudflare:workers";
import { drizzle } from "drizzle-orm/d1";
import { dayOf, indexed, indexWith } from "../../../schema/sla/publish/day-document.ts";
import { JOBS_PER_PACK, packsOf } from "../../../schema/sla/publish/packs.ts";
import { canonicalJson, digestOf } from "../../../schema/wire/canonical.ts";
import { PublishedHour } from "../../../schema/wire/hour.ts";
import type { Job } from "../../../schema/wire/job.ts";
import { Hour } from "../../../schema/wire/quantity.ts";
import type { Rollup } from "../../../schema/wire/rollup.ts";
import { pointerTo } from "../../../workers/store/archived-versions.ts";
import { dayKey, publishedKey } from "../../../workers/store/published-documents.ts";
import { registryKey } from "../../../workers/store/registry.ts";
import { writeVersion } from "../../../workers/store/write-version.ts";

type Seed = Readonly<{
  hour: string;
  version?: number;
  state?: PublishedHour["state"];
  jobs?: readonly Job[];
  rollups?: readonly Rollup[];
}>;

/** Publishes an hour as sla-cron leaves it: documents and the day's index in the archive, then rows and the pointer in D1. */
export async function seedHour({
  version = 1,
  state = "closed",
  jobs = [],
  rollups = [],
  ...seed
}: Seed): Promise<PublishedHour> {
  const hour = Hour.parse(seed.hour);
  const none = "0".repeat(64);
  const openJobs = jobs.filter((job) => job.state === "open").length;
  const body = {
    schema: "livepeer.sla.hour/1",
    hour,
    version,
    state,
    policy: { id: "test", digest: none },
    registry_version: 1,
    slot_seconds: 300,
    inputs: [],
    windows: 0,
    jobs: jobs.length - openJobs,
    open_jobs: openJobs,
    equivocated: [],
    rollups_digest: await digestOf(rollups),
    jobs_digest: await digestOf(jobs),
  };
  const published = PublishedHour.parse({ ...body, digest: await digestOf(body) });
  await env.ARCHIVE.put(publishedKey(hour, version, "hour"), canonicalJson(published));
  for (const [n, pack] of packsOf(jobs, JOBS_PER_PACK).entries())
    await env.ARCHIVE.put(publishedKey(hour, version, "jobs", n), canonicalJson(pack));
  await env.ARCHIVE.put(publishedKey(hour, version, "rollups"), canonicalJson(rollups));
  const day = await indexWith(null, dayOf(hour), [indexed(published)]);
  await env.ARCHIVE.put(dayKey(day.day), canonicalJson(day));
  const registry = { schema: "livepeer.sla.registry/1", version: 1, targets: [] };
  await env.ARCHIVE.put(registryKey(1), canonicalJson(registry));
  const pointer = await pointerTo(published, Date.parse(hour) + 3_600_000, null);
  await writeVersion(drizzle(env.DB), pointer, rollups, []);
  return published;
}
