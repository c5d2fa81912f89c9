import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { simRunner } from "../test/sim/node/ai-runner.ts";
import { simCliPort } from "../test/sim/node/cli-port.ts";
import { simNodeLog } from "../test/sim/node/node-log.ts";
import { simNvidiaSmi } from "../test/sim/node/nvidia-smi.ts";
import { SIM_MODEL, statusEvent, traceEvent } from "../test/sim/node/trickle-server-events.ts";
import { simTrickleServer } from "../test/sim/node/trickle-server.ts";

/** A runner says how it is so often, and a segment of video goes each way so often, in milliseconds. */
const STATUS_MS = 10_000;
const SEGMENT_MS = 1000;
const SEGMENT_BYTES = 60_000;

/** An orchestrator's host with live streams, each in a container of its own on a GPU of its own. */
export type SimHost = AsyncDisposable & Readonly<{ folder: string; flags: readonly string[] }>;

/** Starts a node with so many streams that go on until it is disposed of. `flags` point an agent at all its sources. */
export async function simHost(streams: number): Promise<SimHost> {
  const folder = mkdtempSync(join(tmpdir(), "bench-agent-"));
  const path = join(folder, "livepeer.log");
  const log = simNodeLog(path, Date.now);
  log.write("Livepeer Node Version: 0.9.1\n");
  const trickle = await simTrickleServer({ tls: true, slog: log.slog });
  const ids = Array.from({ length: streams }, (_, i) => `6fa05c${(i + 16).toString(16)}`);
  const runners = await Promise.all(ids.map(() => simRunner({ now: Date.now })));
  const slots = { pipeline: "live-video-to-video", model: SIM_MODEL, inUse: streams, idle: 0 };
  const cli = await simCliPort({ slots: () => [slots] });
  const smi = simNvidiaSmi({ stdout: ids.map((_, i) => gpuLine(i)).join("") });
  const timers: NodeJS.Timeout[] = [];
  const begin = (mid: string, i: number): void => {
    const startedAt = Date.now();
    const request = `ce6ee4${(i + 16).toString(16)}`;
    log.received({ mid, request, model: SIM_MODEL });
    for (const suffix of ["", "-out", "-control", "-events"]) trickle.create(`${mid}${suffix}`);
    log.processed({ mid, request, model: SIM_MODEL });
    const say = (text: string) => trickle.post(`${mid}-events`, text);
    say(traceEvent("runner_receive_stream_request", startedAt));
    const first = () => say(traceEvent("runner_send_first_processed_segment", Date.now()));
    const video = "x".repeat(SEGMENT_BYTES);
    timers.push(
      setTimeout(first, 1500),
      setInterval(() => say(statusEvent({ at: Date.now(), startedAt })), STATUS_MS),
      setInterval(() => {
        trickle.post(mid, video);
        trickle.post(`${mid}-out`, video);
      }, SEGMENT_MS),
    );
  };
  // Not all at the same moment: their statuses would come together for ever.
  ids.forEach((mid, i) => timers.push(setTimeout(begin, 3000 + i * 317, mid, i)));
  return {
    folder,
    flags: [
      ["--node-log", path],
      ["--trickle-url", trickle.url],
      ["--node-metrics-url", cli.url],
      ["--runner-urls", runners.map(({ api }) => api.url).join(",")],
      ["--gpu-command", smi.command],
    ].flat(),
    async [Symbol.asyncDispose]() {
      for (const timer of timers) clearTimeout(timer);
      for (const server of [trickle, cli, ...runners]) await server[Symbol.asyncDispose]();
      smi[Symbol.dispose]();
      rmSync(folder, { recursive: true });
    },
  };
}

const gpuLine = (index: number): string =>
  `${index}, GPU-a8d13655-197b-2226-d09f-b4b81e0750${index + 10}, NVIDIA L40S, 46068, 87, 281.5, 61\n`;
