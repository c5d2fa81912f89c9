import { nothing } from "../nothing.ts";
import { openMetrics } from "../open-metrics.ts";
import { readStatus } from "../read-status.ts";
import { route } from "../route.ts";
import { seriesOf } from "../status-series.ts";

const METRICS_SECONDS = 10;
const OPEN_METRICS = "application/openmetrics-text; version=1.0.0";

const current = route({
  path: "/metrics",
  summary: "The pipeline as OpenMetrics: what /v1/status says, for Prometheus.",
  parameters: { path: nothing, query: nothing },
  answers: null,
  contentType: OPEN_METRICS,
  handle: async ({ store, nowMs }) => ({
    kind: "text",
    text: openMetrics(seriesOf(await readStatus(store, nowMs))),
    contentType: OPEN_METRICS,
    lifetime: METRICS_SECONDS,
  }),
});

/** The pipeline, for Prometheus. */
export const metrics = [current];
