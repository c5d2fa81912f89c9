import { appendFileSync, renameSync, truncateSync } from "node:fs";

/** A client's address, as go-livepeer writes it into its log. */
export const PLANTED_IP = "203.0.113.77";
/** A stream id, which names a stream at its gateway. */
export const PLANTED_STREAM = "planted-stream-id";

/** A request as go-livepeer logs it. */
export type SimRequest = Readonly<{ mid: string; request: string; model: string }>;

/** go-livepeer's stderr in a file. */
export type SimNodeLog = Readonly<{
  /** A line of the trickle server. */
  slog: (message: string) => void;
  /** A line of the rest, v0.9 or v0.8. */
  received: (request: SimRequest) => void;
  processed: (request: SimRequest, version?: "0.9" | "0.8") => void;
  insufficient: (request: SimRequest, pipeline?: string) => void;
  /** Any text, without a newline of its own. */
  write: (text: string) => void;
  /** As logrotate does: renamed, or copied and emptied. */
  rename: (to: string) => void;
  empty: () => void;
}>;

/** @param zoneMs  how far the node's zone is ahead of UTC */
export function simNodeLog(path: string, now: () => number, zoneMs = 0): SimNodeLog {
  const write = (text: string) => appendFileSync(path, text);
  const local = () => new Date(now() + zoneMs).toISOString();
  const slog = (message: string) =>
    write(`${local().slice(0, 19).replaceAll("-", "/").replace("T", " ")} INFO ${message}\n`);
  const glog = (
    level: string,
    { mid, request }: SimRequest,
    message: string,
    named = "request_id",
  ) =>
    write(
      `${level}${local().slice(5, 7)}${local().slice(8, 10)} ${local().slice(11, 23)}000   12345 ai_http.go:1025] ` +
        `clientIP=${PLANTED_IP} ${named}=${request} manifest_id=${mid} stream_id=${PLANTED_STREAM} ${message}\n`,
    );
  const cap = "cap=Live video to video";
  return {
    slog,
    received: (of) => glog("I", of, `Received request ${cap} modelID=${of.model}`),
    processed: (of, version = "0.9") =>
      version === "0.9"
        ? glog("I", of, `Processed request ${cap} modelID=${of.model} took=1.204s`)
        : glog(
            "I",
            of,
            `Processed request id=${of.mid} ${cap} modelID=${of.model} took=%!v(MISSING)`,
            `orch_request_id=${of.mid} gateway_request_id`,
          ),
    insufficient: (of, pipeline = "live-video-to-video") =>
      glog("E", of, `Insufficient capacity for pipeline=${pipeline} modelID=${of.model}`),
    write,
    rename: (to) => renameSync(path, to),
    empty: () => truncateSync(path, 0),
  };
}
