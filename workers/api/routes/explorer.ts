import type * as z from "zod";
import {
  AggregatedAnswer,
  AggregatedQuery,
  PipelinesAnswer,
  PipelinesQuery,
  RegionsAnswer,
  TopScoreAnswer,
  TopScoreQuery,
} from "../../../schema/wire/api/explorer.ts";
import { type Answer, fresh } from "../answer.ts";
import { missingHalf, plain, provenanceOf, shown } from "../explorer-shown.ts";
import { nothing } from "../nothing.ts";
import { route } from "../route.ts";

const EXPLORER_SECONDS = 30;

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

/** What livepeer/explorer reads: exactly its shapes, and provenance in headers. */
export const explorer = [regions, pipelines, aggregated, top];
