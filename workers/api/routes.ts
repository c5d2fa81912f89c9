import * as z from "zod";
import { fresh } from "./answer.ts";
import { docsPage } from "./docs-page.ts";
import { nothing } from "./nothing.ts";
import { openapi } from "./openapi.ts";
import { route, type Route } from "./route.ts";
import { archived } from "./routes/archive.ts";
import { badge } from "./routes/badge.ts";
import { networkCapabilities } from "./routes/capabilities.ts";
import { compliance } from "./routes/compliance.ts";
import { datasets } from "./routes/datasets.ts";
import { documentation } from "./routes/documentation.ts";
import { explorer } from "./routes/explorer.ts";
import { explorerRaw } from "./routes/explorer-raw.ts";
import { gateway } from "./routes/gateway.ts";
import { gpuMetrics } from "./routes/gpu-metrics.ts";
import { hours } from "./routes/hours.ts";
import { jobs } from "./routes/jobs.ts";
import { latencies } from "./routes/latencies.ts";
import { metrics } from "./routes/metrics.ts";
import { networkDemand } from "./routes/network-demand.ts";
import { orchestrator } from "./routes/orchestrator.ts";
import { orchestrators } from "./routes/orchestrators.ts";
import { scores } from "./routes/scores.ts";
import { snapshots } from "./routes/snapshots.ts";
import { status } from "./routes/status.ts";

const RESOURCES: readonly Route[] = [
  ...gpuMetrics,
  ...networkDemand,
  ...networkCapabilities,
  ...compliance,
  ...datasets,
  ...orchestrators,
  ...orchestrator,
  ...latencies,
  ...jobs,
  ...hours,
  ...snapshots,
  ...archived,
  ...scores,
  ...documentation,
  ...status,
  ...metrics,
  ...gateway,
  ...explorer,
  ...explorerRaw,
  ...badge,
];

/** Routes of NaaP's documents under one name: `/v1/gpu/metrics` is also `/v1/sla/gpu/metrics`. */
const ALIASES: readonly Route[] = [
  ...gpuMetrics,
  ...networkDemand,
  ...networkCapabilities,
  ...datasets,
].map((aliased) => ({
  ...aliased,
  path: `/v1/sla${aliased.path.slice("/v1".length)}`,
  summary: `The same as ${aliased.path}.`,
}));

/** These change with a deployment only. */
const DEPLOYED_SECONDS = 300;

const index = route({
  path: "/v1",
  summary: "What there is to read.",
  parameters: { path: nothing, query: nothing },
  answers: z.strictObject({ routes: z.record(z.string(), z.string()) }),
  handle: async () =>
    fresh(
      { routes: Object.fromEntries(routes.map(({ path, summary }) => [path, summary])) },
      DEPLOYED_SECONDS,
    ),
});

/** Made by the first request for it: a deployment's routes never change. */
let document: ReturnType<typeof openapi> | null = null;
const documentOnce = () => (document ??= openapi(routes));

const specification = route({
  path: "/openapi.json",
  summary: "This API as an OpenAPI 3.1 document.",
  parameters: { path: nothing, query: nothing },
  answers: z.looseObject({ openapi: z.literal("3.1.0") }),
  handle: async () => fresh(documentOnce(), DEPLOYED_SECONDS),
});

/** Made by the first request for it. */
let page: string | null = null;

const docs = route({
  path: "/docs",
  summary: "This API as a page for people.",
  parameters: { path: nothing, query: nothing },
  answers: null,
  contentType: "text/html",
  handle: async () => ({
    kind: "text",
    text: (page ??= docsPage(routes)),
    contentType: "text/html",
    lifetime: DEPLOYED_SECONDS,
  }),
});

/** Every public route. The router, OpenAPI and the index are made from this table. */
export const routes: readonly Route[] = [index, specification, docs, ...RESOURCES, ...ALIASES];
