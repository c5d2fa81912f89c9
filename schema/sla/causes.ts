import type { Cause } from "../wire/cause.ts";

/**
 * What a message says. `error`: the job's own, by whom the cause names on the serving side. `user`: the client or the
 * gateway brought it about. `end`: no error at all, the stream ended. `no_capacity`: the request found no orchestrator.
 */
export type MessageKind = "error" | "user" | "end" | "no_capacity";

/** `proven` is false for every message: words are a claim, only a code proves. */
export type MessageMeaning = Readonly<{ cause: Cause; proven: boolean; kind: MessageKind }>;

/**
 * The meaning of an error message of go-livepeer or ai-runner. An unknown message is the job's error, cause `unknown`:
 * silence excuses nobody. Messages are read for this and never kept.
 */
export function causeOf(message: string): MessageMeaning {
  const text = message.toLowerCase();
  const rule = RULES.find(([, , patterns]) => patterns.some((pattern) => text.includes(pattern)));
  return { kind: rule?.[0] ?? "error", cause: rule?.[1] ?? "unknown", proven: false };
}

type Rule = readonly [kind: MessageKind, cause: Cause, patterns: readonly string[]];

/**
 * The first rule with a pattern in the lower-cased message. A device error comes first: it is often wrapped in another.
 * Sources: go-livepeer `server/ai_{mediaserver,live_video,process,http}.go`, `media/whip_*.go`;
 * ai-runner `live/process/{process,process_guardian}.py`, `live/streamdiffusion/pipeline/params.py`.
 */
const RULES: readonly Rule[] = [
  ["no_capacity", "capacity", ["no orchestrators available"]],
  ["end", "client_left", ["whip disconnected", "mediamtx ingest disconnected"]],
  ["end", "client_left", ["user disconnected"]],
  ["user", "client_network", ["ice connection state failed", "peerconnection closed"]],
  ["user", "user_input", ["missing video", "non-h264 video", "error reading offer"]],
  ["user", "user_input", ["unsupported media type", "input stream does not exist"]],
  [
    "user",
    "gateway",
    ["ringbuffer init failed", "ffmpeg panic", "failed to create peerconnection"],
  ],
  ["error", "gpu", ["cuda", "cudnn", "cublas", "nvml", "out of memory"]],
  ["error", "capacity", ["insufficient capacity", "orchestratorcapped", "orchestrator capped"]],
  ["user", "user_input", ["error updating params", "invalid model_id", "field is required"]],
  [
    "error",
    "model",
    ["error loading pipeline", "error reloading pipeline", "engine file not found"],
  ],
  ["error", "model", ["pipeline loading timed out", "failed to reload pipeline"]],
  ["error", "model", ["error in pipeline loops", "error in process run method"]],
  ["error", "model", ["error processing input frame", "error processing output frame"]],
  ["error", "model", ["process is not alive", "max restarts reached"]],
  [
    "error",
    "orchestrator_network",
    ["trickle publish", "trickle subscri", "event sub init failed"],
  ],
  ["error", "orchestrator_network", ["timeout waiting for segments", "timeout waiting for events"]],
  ["error", "orchestrator_network", ["orchestrator is slow", "too many errors reading events"]],
  [
    "error",
    "orchestrator_network",
    ["no longer exists on orchestrator", "error publishing, wrote"],
  ],
  ["error", "orchestrator_network", ["control write failed", "control publisher"]],
  [
    "error",
    "orchestrator_network",
    ["control session did not exist", "control channel does not exist"],
  ],
  ["error", "protocol", ["unexpected response type", "control url is missing"]],
  ["error", "protocol", ["invalid publish url", "invalid subscribe url"]],
  ["error", "protocol", ["invalid control url", "invalid events url"]],
];
