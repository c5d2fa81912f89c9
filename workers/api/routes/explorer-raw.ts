import type * as z from "zod";
import { explorerRegion } from "../../../schema/sla/explorer/region-names.ts";
import { RawStatsAnswer, RawStatsQuery, type RawStat } from "../../../schema/wire/api/explorer.ts";
import { Address } from "../../../schema/wire/identifier.ts";
import type { Job } from "../../../schema/wire/job.ts";
import { type Answer, fresh } from "../answer.ts";
import { missingHalf, plain, provenanceOf, shown } from "../explorer-shown.ts";
import { route } from "../route.ts";
import { walkJobs } from "../walk-jobs.ts";
import { nothing } from "../nothing.ts";

const EXPLORER_SECONDS = 30;

/** Jobs that `/api/raw_stats` tells of at most. */
const MOST_RAW = 500;

const raw = route({
  path: "/api/raw_stats",
  summary:
    "Drop-in for livepeer/leaderboard-serverless: the last jobs of an orchestrator by region.",
  parameters: { path: nothing, query: RawStatsQuery },
  answers: RawStatsAnswer,
  isDropIn: true,
  async handle({ store, query }): Promise<Answer<z.output<typeof RawStatsAnswer>>> {
    if (!query.orchestrator)
      return { kind: "error", error: "orchestrator is a required parameter" };
    const missing = missingHalf(query);
    if (missing !== null) return missing;
    const orchestrator = Address.safeParse(query.orchestrator).data;
    if (orchestrator === undefined) return fresh({}, EXPLORER_SECONDS);
    const document = await shown(store);
    const { from, to } = document;
    const { jobs } = await walkJobs(store, {
      start: null,
      orchestrator,
      from: from ?? undefined,
      to: to ?? undefined,
      limit: MOST_RAW,
    });
    const [pipeline, model] = [plain(query.pipeline), plain(query.model)];
    const stats = jobs.flatMap((job) =>
      pipeline !== undefined && (job.pipeline !== pipeline || job.model !== model)
        ? []
        : statOf(job),
    );
    const byRegion = Object.fromEntries(Map.groupBy(stats, ({ region }) => region));
    return fresh(byRegion, EXPLORER_SECONDS, provenanceOf(document));
  },
});

/** Decided live jobs of a known workflow alone; a job without a latency of its own took no time that is known. */
function statOf(job: Job): z.infer<typeof RawStat>[] {
  const { orchestrator, pipeline, model, outcome, purpose, cause } = job;
  if (orchestrator === null || pipeline === null || model === null || purpose !== "live") return [];
  if (outcome !== "success" && outcome !== "failed") return [];
  const latencyMs = job.first_frame_ms ?? job.first_output_ms;
  if (outcome === "success" && latencyMs === null) return [];
  return [
    {
      region: explorerRegion(job.region),
      orchestrator,
      success_rate: outcome === "success" ? 1 : 0,
      round_trip_time: (latencyMs ?? 0) / 1000,
      errors: outcome === "failed" ? [{ error_code: cause ?? "unknown", count: 1 }] : [],
      timestamp: Math.floor(Date.parse(job.started_at) / 1000),
      pipeline,
      model,
    },
  ];
}

/** Single jobs, as leaderboard-serverless tells of its tests. */
export const explorerRaw = [raw];
