import * as z from "zod";
import { causeOf } from "../../../../schema/sla/causes.ts";
import type { ObservationInput } from "../../../../schema/wire/observation.ts";
import { UnixMs } from "../../../../schema/wire/quantity.ts";
import { reasonOf, type Facts } from "../events/envelope.ts";
import { readIngestMetrics } from "../events/ingest-metrics.ts";
import { STREAM_FIELDS } from "../events/stream-fields.ts";
import { readStreamStatus } from "../events/stream-status.ts";

const GatewayStatus = z.object({
  /** The first error since the request began, and no later one. */
  error: z.object({ error_message: z.string().nullish(), error_time: UnixMs.nullish() }).nullish(),
  ingest_metrics: z.unknown().optional(),
});

const Answer = z.object({
  ...STREAM_FIELDS,
  /** On the runner's clock, as all but `gateway_status`. */
  timestamp: UnixMs.nullish(),
  start_time: UnixMs.nullish(),
  inference_status: z.unknown().optional(),
  gateway_status: z.unknown().optional(),
});

const InputTime = z.object({
  stats: z.object({
    track_stats: z.object({ type: z.string(), last_input_ts: z.number().nullish() }).array(),
  }),
});

/** An observation without its name and, where it is null, without its time. */
export type Fact = Readonly<{ fact: ObservationInput; at: number | null; mark: string }>;

/** What a gateway says of one stream. Moments of the runner are on the runner's clock. */
export type StreamStatus = Readonly<{
  request: string | null;
  node: string | null;
  /** Of the runner's last status; null before its first. */
  runnerMs: number | null;
  startedMs: number | null;
  /** The runner's words: a sample, and the error that it remembers. */
  runner: readonly Fact[];
  /** The gateway's own: its first error or the stream's end, and the end-to-end latency. */
  gateway: readonly Fact[];
  e2e: readonly Fact[];
  /** Parts that could not be read, and why. */
  unread: readonly string[];
}>;

/**
 * The answer of `GET /live/video-to-video/{streamId}/status`: the runner's last status with the gateway's beside it.
 * Prompts, parameters, logs and the stream's address end here. A part that cannot be read takes no other with it.
 */
export function parseStatus(value: unknown): StreamStatus | { refused: string } {
  const parsed = Answer.safeParse(value);
  if (!parsed.success) return { refused: reasonOf(parsed.error, "status") };
  const { request_id: request, orchestrator_info: node, timestamp, start_time } = parsed.data;
  const hasStatus = parsed.data.inference_status != null;
  if (hasStatus && timestamp == null) return { refused: "status.timestamp: missing" };
  const unread: string[] = [];
  const facts = (read: Facts): ObservationInput[] => {
    if ("facts" in read) return read.facts;
    unread.push(read.refused);
    return [];
  };
  const head = { id: "unnamed", at: 0 };
  const runner = hasStatus ? facts(readStreamStatus(value, head)) : [];
  const gateway = GatewayStatus.safeParse(parsed.data.gateway_status ?? {});
  if (!gateway.success) unread.push(reasonOf(gateway.error, "gateway_status"));
  const { error, ingest_metrics: metrics } = gateway.data ?? {};
  const e2e = metrics == null ? [] : facts(readIngestMetrics(metrics, head));
  return {
    request,
    node,
    runnerMs: hasStatus ? (timestamp ?? null) : null,
    startedMs: start_time ?? null,
    runner: runner.map((fact) => ({ fact, at: null, mark: markOf(fact, timestamp ?? 0) })),
    gateway: error == null ? [] : [firstError(error.error_message, error.error_time, request)],
    e2e: e2e.map((fact) => ({
      fact: { ...fact, request, node },
      at: null,
      mark: String(inputTimeOf(metrics)),
    })),
    unread,
  };
}

/** The gateway's own words: only these end a stream, or find no orchestrator. The message is not kept. */
function firstError(
  message: string | null | undefined,
  atMs: number | null | undefined,
  request: string | null,
): Fact {
  const { kind, cause, proven } = causeOf(message ?? "");
  const about = { id: "", at: 0, request };
  const named = { at: atMs ?? null, mark: String(atMs ?? 0) };
  if (kind === "no_capacity") return { fact: { ...about, kind: "no_capacity" }, ...named };
  if (kind === "end") return { fact: { ...about, kind: "ended", ending: "client_left" }, ...named };
  return { fact: { ...about, kind: "error", cause, proven }, ...named };
}

/** A status is known by its time, and an error by the time that every later status repeats: the end of its id. */
const markOf = ({ kind, id }: ObservationInput, statusMs: number): string =>
  kind === "sample" ? String(statusMs) : (id.split(":").at(-1) ?? "");

/** Media time of the newest input, seconds: it tells a new reading from one that was read before. */
function inputTimeOf(metrics: unknown): number {
  const tracks = InputTime.safeParse(metrics).data?.stats.track_stats ?? [];
  return tracks.find(({ type }) => type === "video")?.last_input_ts ?? 0;
}
