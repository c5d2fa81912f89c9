import * as z from "zod";
import { fresh } from "./answer.ts";
import { nothing } from "./nothing.ts";
import { openapi } from "./openapi.ts";
import { route, type Route } from "./route.ts";
import { compliance } from "./routes/compliance.ts";
import { documentation } from "./routes/documentation.ts";
import { gpuMetrics } from "./routes/gpu-metrics.ts";
import { hours } from "./routes/hours.ts";
import { jobs } from "./routes/jobs.ts";
import { networkDemand } from "./routes/network-demand.ts";
import { orchestrators } from "./routes/orchestrators.ts";
import { snapshots } from "./routes/snapshots.ts";
import { status } from "./routes/status.ts";

const RESOURCES: readonly Route[] = [
  ...compliance,
  ...orchestrators,
  ...jobs,
  ...gpuMetrics,
  ...networkDemand,
  ...hours,
  ...snapshots,
  ...documentation,
  ...status,
];

/** These change with a deployment only. */
const DEPLOYED_SECONDS = 300;

const index = route({
  path: "/",
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

/** Every public route. The router, OpenAPI and the index are made from this table. */
export const routes: readonly Route[] = [index, specification, ...RESOURCES];
