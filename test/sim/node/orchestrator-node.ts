import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { simRunner } from "./ai-runner.ts";
import { simCliPort } from "./cli-port.ts";
import { simNodeLog } from "./node-log.ts";
import { errorEvent, SIM_MODEL, statusEvent, traceEvent } from "./trickle-server-events.ts";
import { simTrickleServer } from "./trickle-server.ts";

/** One stream at a simulated node. Times are Unix milliseconds on the runner's clock. */
export type NodeStream = Readonly<{
  /** The runner received it. */
  begins: (at: number) => void;
  /** The runner sent its first processed segment. */
  firstOutput: (at: number) => void;
  /** 20 fps in and out; `isPartial`: the first, before the runner has measured. */
  status: (at: number, isPartial?: boolean) => void;
  /** The runner says why, and closes its channels while input still comes; its container answers no more. */
  runnerDies: (at: number, message: string) => void;
  /** The gateway closes what is left. */
  ends: () => void;
}>;

/** An orchestrator with everything that stands beside it: its log, trickle server (self-signed), CLI port and a runner. */
export type OrchestratorNode = AsyncDisposable &
  Readonly<{
    /** What its operator tells the agent. */
    flags: readonly string[];
    accepts: (mid: string, request: string) => NodeStream;
  }>;

const CHANNELS = ["", "-out", "-control", "-events"];

/** @param now  the clock of its host, Unix milliseconds */
export async function simOrchestratorNode(
  folder: string,
  now: () => number,
): Promise<OrchestratorNode> {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, "livepeer.log");
  const log = simNodeLog(path, now);
  log.write("Livepeer Node Version: 0.9.1\n");
  const server = await simTrickleServer({ tls: true, slog: log.slog });
  const down: [fromMs: number, toMs: number][] = [];
  const runner = await simRunner({ now, down });
  let inUse = 0;
  const slots = () => [
    { pipeline: "live-video-to-video", model: SIM_MODEL, inUse, idle: 2 - inUse },
  ];
  const cli = await simCliPort({ slots });

  const accepts = (mid: string, request: string): NodeStream => {
    const open = new Set(CHANNELS.map((suffix) => mid + suffix));
    const says = (payload: string) => void server.post(`${mid}-events`, payload);
    const close = (channel: string) => void (open.delete(channel) && server.close(channel));
    let startedAt = 0;
    inUse++;
    const stream = { mid, request, model: SIM_MODEL };
    log.received(stream);
    for (const channel of open) server.create(channel);
    log.processed(stream);
    return {
      begins: (at) => {
        startedAt = at;
        says(traceEvent("runner_receive_stream_request", at));
      },
      firstOutput: (at) => says(traceEvent("runner_send_first_processed_segment", at)),
      status: (at, isPartial = false) => {
        server.post(mid, "x".repeat(250_000));
        server.post(`${mid}-out`, "x".repeat(150_000));
        says(statusEvent({ at, startedAt, fps: isPartial ? 0 : 20 }));
      },
      runnerDies: (at, message) => {
        down.push([at, Infinity]);
        server.post(mid, "x".repeat(1000));
        says(errorEvent(message, at));
        for (const suffix of ["-events", "-out"]) close(mid + suffix);
      },
      ends: () => {
        for (const channel of open) close(channel);
        inUse--;
      },
    };
  };
  return {
    flags: [
      "--trickle-url",
      server.url,
      "--node-log",
      path,
      "--runner-urls",
      runner.api.url,
      "--node-metrics-url",
      cli.url,
    ],
    accepts,
    [Symbol.asyncDispose]: async () => {
      await Promise.all([server, runner, cli].map((each) => each[Symbol.asyncDispose]()));
    },
  };
}
