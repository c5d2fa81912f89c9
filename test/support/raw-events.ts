import { existsSync, globSync, readFileSync } from "node:fs";

/** Real gateway events beside the project; a test that needs them says so when they are absent. */
export const REAL_EVENTS = "../shared/data/streaming-events";
export const HAS_REAL_EVENTS = existsSync(REAL_EVENTS);
export const realFiles = (): string[] => globSync(`${REAL_EVENTS}/*.json`).sort();

type Row = Record<string, any>;

/**
 * What one request's raw events say, computed a second time: straight from the JSON, in floating point, by filtering and
 * folding whole lists, with nothing of schema/sla. It knows only what these files need.
 */
export function secondComputation(requestId: string) {
  const rows: Row[] = realFiles()
    .flatMap((file) => readFileSync(file, "utf8").split("\n"))
    .filter((line) => line.trim() !== "")
    .map((line) => JSON.parse(line));
  const mine = rows.filter(({ data }) => data.request_id === requestId);
  const trace = (name: string) =>
    mine.find(({ type, data }) => type === "stream_trace" && data.type === name)?.["data"]
      .timestamp;

  const statuses = mine.filter(({ type }) => type === "ai_stream_status");
  const requestAt = Number(trace("gateway_receive_stream_request"));
  const times = [requestAt, ...statuses.map(({ timestamp }) => Number(timestamp))];
  const fps = statuses.map(({ data }) => data.inference_status.fps as number);
  const covered = statuses.map((_, i) => Math.min(times[i + 1]! - times[i]!, 15_000));
  const busy = fps.map((rate, i) => ({ rate, ms: covered[i]! })).filter(({ rate }) => rate > 0);
  const activeMs = busy.reduce((ms, sample) => ms + sample.ms, 0);
  const average = busy.reduce((sum, { rate }) => sum + rate, 0) / busy.length;
  const deviation = Math.sqrt(
    busy.reduce((sum, { rate }) => sum + (rate - average) ** 2, 0) / busy.length,
  );

  const payments = rows.filter(({ type }) => type === "create_new_payment");
  const from = payments.findIndex(({ data }) => data.requestID === requestId);
  const next = payments.findIndex(({ data }, i) => i > from && data.requestID !== "");
  const own = payments.slice(from, next === -1 ? undefined : next).map(({ data }) => data);
  const face = own.map((p) => BigInt(p.numTickets) * BigInt(p.faceValue.split(" ")[0]));
  return {
    isMissingCapacity: mine.some(({ data }) =>
      /no orchestrators available/.test(data.message ?? ""),
    ),
    isClosed: trace("gateway_ingest_stream_closed") !== undefined,
    firstFrameMs: trace("gateway_receive_first_processed_segment") - requestAt,
    firstOutputMs: trace("runner_send_first_processed_segment") - statuses[0]?.["data"].start_time,
    activeMs,
    meanFps: busy.reduce((sum, { rate, ms }) => sum + rate * ms, 0) / activeMs,
    jitter: deviation / average,
    zeroSamples: fps.filter((rate) => rate === 0).length,
    tickets: own.reduce((sum, p) => sum + Number(p.numTickets), 0),
    faceValueWei: face.reduce((a, b) => a + b, 0n),
    /** The files' probabilities all have ten decimals. */
    expectedWei:
      own.reduce((sum, p, i) => sum + face[i]! * BigInt(p.winProb.replace(".", "")), 0n) /
      10n ** 10n,
  };
}
