import * as z from "zod";
import { explorerDocument } from "../../../schema/sla/explorer/explorer-document.ts";
import { explorerRegion } from "../../../schema/sla/explorer/region-names.ts";
import {
  AggregatedAnswer,
  AggregatedQuery,
  PipelinesAnswer,
  PipelinesQuery,
  RawStatsAnswer,
  RawStatsQuery,
  RegionsAnswer,
  TopScoreAnswer,
  TopScoreQuery,
  type RawStat,
} from "../../../schema/wire/api/explorer.ts";
import type { ExplorerDocument } from "../../../schema/wire/explorer.ts";
import { Address } from "../../../schema/wire/identifier.ts";
import type { Job } from "../../../schema/wire/job.ts";
import { type Answer, fresh, type Provenance } from "../answer.ts";
import { unlessGone } from "../gone.ts";
import { nothing } from "../nothing.ts";
import { route } from "../route.ts";
import type { Store } from "../store.ts";
import { walkJobs } from "../walk-jobs.ts";

const EXPLORER_SECONDS = 30;

/** Jobs that `/api/raw_stats` tells of at most. */
const MOST_RAW = 500;

const isDropIn = true;

const regions = route({
  path: "/api/regions",
  summary: "Drop-in for livepeer/leaderboard-serverless: regions.",
  parameters: { path: nothing, query: nothing },
  answers: RegionsAnswer,
  isDropIn,
  async handle({ store }) {
    const document = await shown(store);
    return fresh({ regions: document.regions }, EXPLORER_SECONDS, provenanceOf(document));
  },
});

const pipelines = route({
  path: "/api/pipelines",
  summary:
    "Drop-in for livepeer/leaderboard-serverless: pipelines and models with at least one row.",
  parameters: { path: nothing, query: PipelinesQuery },
  answers: PipelinesAnswer,
  isDropIn,
  async handle({ store, query }) {
    const document = await shown(store);
    const region = query.region?.toUpperCase();
    const within = document.workflows.filter(
      (workflow) => region === undefined || workflow.regions.includes(region),
    );
    const answer = [...Map.groupBy(within, ({ pipeline }) => pipeline)].map(([id, own]) => ({
      id,
      models: own.map(({ model }) => model).toSorted(),
      regions: [...new Set(own.flatMap((workflow) => workflow.regions))].toSorted(),
    }));
    return fresh({ pipelines: answer }, EXPLORER_SECONDS, provenanceOf(document));
  },
});

const aggregated = route({
  path: "/api/aggregated_stats",
  summary:
    "Drop-in for livepeer/leaderboard-serverless: scores from 0 to 1 by orchestrator and region; nothing of transcoding.",
  parameters: { path: nothing, query: AggregatedQuery },
  answers: AggregatedAnswer,
  isDropIn,
  async handle({ store, query }): Promise<Answer<z.output<typeof AggregatedAnswer>>> {
    const missing = missingHalf(query);
    if (missing !== null) return missing;
    const document = await shown(store);
    const [pipeline, model] = [plain(query.pipeline), plain(query.model)];
    const workflow = document.workflows.find(
      (each) => each.pipeline === pipeline && each.model === model,
    );
    const region = query.region?.toUpperCase();
    const orchestrator = query.orchestrator?.toLowerCase();
    const rows = Object.entries(workflow?.stats ?? {}).flatMap(([address, all]) => {
      if (orchestrator !== undefined && address !== orchestrator) return [];
      const own = Object.entries(all).filter(([id]) => region === undefined || id === region);
      return own.length === 0 ? [] : [[address, Object.fromEntries(own)] as const];
    });
    return fresh(Object.fromEntries(rows), EXPLORER_SECONDS, provenanceOf(document));
  },
});

const top = route({
  path: "/api/top_ai_score",
  summary:
    "Drop-in for livepeer/leaderboard-serverless: the best workflow of an orchestrator, or {}.",
  parameters: { path: nothing, query: TopScoreQuery },
  answers: TopScoreAnswer,
  isDropIn,
  async handle({ store, query }) {
    const document = await shown(store);
    const orchestrator = query.orchestrator?.toLowerCase() ?? "";
    const found = Object.hasOwn(document.top, orchestrator)
      ? document.top[orchestrator]
      : undefined;
    return fresh(found ?? {}, EXPLORER_SECONDS, provenanceOf(document));
  },
});

const raw = route({
  path: "/api/raw_stats",
  summary:
    "Drop-in for livepeer/leaderboard-serverless: the last jobs of an orchestrator by region.",
  parameters: { path: nothing, query: RawStatsQuery },
  answers: RawStatsAnswer,
  isDropIn,
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

/** No publication yet is no data: Explorer is shown that there is none. */
async function shown(store: Store): Promise<ExplorerDocument> {
  const document = await store.explorer();
  if (document !== null) return document;
  await unlessGone(store, "explorer");
  return explorerDocument([], { from: null, to: null });
}

/** Both or neither, in the words of the API that this stands in for. */
function missingHalf({
  pipeline,
  model,
}: {
  pipeline?: string | undefined;
  model?: string | undefined;
}): Answer<never> | null {
  if (model && !pipeline) return { kind: "error", error: "pipeline required" };
  if (pipeline && !model) return { kind: "error", error: "model required" };
  return null;
}

/** Explorer does not encode names, so a `+` in one arrives as a space; no name holds a space. */
const plain = (name: string | undefined): string | undefined =>
  name ? name.replaceAll(" ", "+") : undefined;

const provenanceOf = ({ from, to }: ExplorerDocument): Provenance =>
  from === null || to === null ? {} : { "X-Sla-From": from, "X-Sla-To": to };

/** What livepeer/explorer reads: exactly its shapes, and provenance in headers. */
export const explorer = [regions, pipelines, aggregated, top, raw];
