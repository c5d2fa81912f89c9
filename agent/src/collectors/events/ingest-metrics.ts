import * as z from "zod";
import { type Reader, reader } from "./envelope.ts";
import { STREAM_FIELDS } from "./stream-fields.ts";

const Track = z.object({
  type: z.string(),
  last_output_ts: z.number().nullish(),
  /** Seconds of media time between input and output. */
  latency: z.number().nullish(),
});

const Metrics = z.object({
  stats: z.object({ track_stats: Track.array().nullish() }).nullish(),
  ...STREAM_FIELDS,
});

/**
 * `stream_ingest_metrics`: the end-to-end latency of the video track, where there was output. Before that the field
 * holds the input's own timestamp; older gateways always write 0.
 */
export const readIngestMetrics: Reader = reader(Metrics, (metrics, { id, at }) => {
  const video = metrics.stats?.track_stats?.find(({ type }) => type === "video");
  const latency = video?.latency;
  if (latency == null || (video?.last_output_ts ?? 0) <= 0) return [];
  const { request_id: request, orchestrator_info: node } = metrics;
  return [{ kind: "e2e", id, at, request, node, latency_ms: Math.round(latency * 1000) }];
});
