import { networkSeries } from "../network-series.ts";
import { nothing } from "../nothing.ts";
import { openMetrics } from "../open-metrics.ts";
import { readStatus } from "../../store/read-status.ts";
import { route } from "../route.ts";
import { seriesOf } from "../status-series.ts";

const METRICS_SECONDS = 10;
const OPEN_METRICS = "application/openmetrics-text; version=1.0.0";

const current = route({
  path: "/metrics",
  summary:
    "The pipeline, the network and its busiest orchestrators as OpenMetrics, for Prometheus.",
  parameters: { path: nothing, query: nothing },
  answers: null,
  contentType: OPEN_METRICS,
  async handle({ store, nowMs, settings }) {
    const [status, network, cohorts] = await Promise.all([
      readStatus(store, nowMs),
      store.network(),
      store.cohorts(),
    ]);
    const most = settings().METRICS_ORCHESTRATORS;
    return {
      kind: "text",
      text: openMetrics([...seriesOf(status), ...networkSeries(network, cohorts, most)]),
      contentType: OPEN_METRICS,
      lifetime: METRICS_SECONDS,
    };
  },
});

/** What there is for Prometheus. */
export const metrics = [current];
