import { randomBytes } from "node:crypto";
import type { Observation } from "../../../../schema/wire/observation.ts";
import type { Collector, CollectorPorts } from "../collector.ts";
import { poll } from "../poll.ts";
import { askStatus } from "./ask-status.ts";
import { listenForHeartbeats } from "./heartbeat-server.ts";
import { parseHeartbeat } from "./parse-heartbeat.ts";
import { parseStatus } from "./parse-status.ts";
import { ABSENT_MS, trackStreams, type Streams } from "./track-streams.ts";

/** How a gateway is listened to and asked. Times in milliseconds. */
export type GatewaySettings = Readonly<{
  /** Where it answers about streams: `-httpAddr`. By default http://127.0.0.1:9935. */
  url?: string;
  /** Where it sends its heartbeats: `-liveAIHeartbeatURL http://127.0.0.1:9482/hb`. By default port 9482 of 127.0.0.1. */
  heartbeatHost?: string;
  heartbeatPort?: number;
  /** How often every stream is asked about: 5 s. A status is made every 10 s. */
  intervalMs?: number;
  /** How long one answer may take: 3 s. */
  timeoutMs?: number;
  /** So many streams are asked about at once: 8. */
  concurrency?: number;
  /** The gateway's events are read too, so that nothing needs them that is not there. */
  hasEvents?: boolean;
  /** By default random, and another in every process. */
  salt?: string;
  /** Hears the address for heartbeats. */
  listening?: (url: string) => void;
}>;

/** A gateway that is slow to answer about all its streams is asked again after so long. */
const PASS_MS = 60_000;

/** So many observations wait while the store cannot take them. */
const MAX_WAITING = 5000;

const NEEDS_EVENTS = "needs events: first frame, swaps, missing capacity";

/**
 * A gateway by its heartbeats and its answers about streams: the runner's words as it relays them, its first error, and
 * the end-to-end latency. When requests came, what moved and what found no orchestrator stand only in its events.
 */
export const gatewayCollector = (settings: GatewaySettings = {}): Collector => ({
  name: "gateway",
  run: async (ports) => {
    const { heartbeatHost: host = "127.0.0.1", heartbeatPort: port = 9482 } = settings;
    const streams = trackStreams(settings.salt ?? randomBytes(16).toString("hex"));
    const server = await listenForHeartbeats({ host, port }, hearing(streams, ports));
    try {
      settings.listening?.(server.url);
      const keep = keeping(ports);
      const { intervalMs = 5000 } = settings;
      await poll({ intervalMs, timeoutMs: PASS_MS }, ports, async (signal) => {
        const asked = await askAll(streams, settings, ports, signal);
        keep([...asked.observations, ...streams.tick(ports.now())]);
        if (asked.failures.length > 0 && asked.answers === 0) throw asked.failures[0];
        report(streams, asked.failures.length, settings, ports);
      });
    } finally {
      await server.close();
    }
  },
});

/** Takes heartbeats. Streams without an id are counted when there are more of them than before. */
function hearing(streams: Streams, { refuse, now }: CollectorPorts): (body: string | null) => void {
  let unnamed = 0;
  return (body) => {
    if (body === null) return refuse("heartbeat: too large");
    const beat = parseHeartbeat(body);
    if ("refused" in beat) return refuse(beat.refused);
    streams.heard(beat.ids, now());
    if (beat.unnamed > unnamed) refuse("a stream without an id", beat.unnamed - unnamed);
    unnamed = beat.unnamed;
  };
}

/** Hands observations on; what the store could not take is offered again with the next ones. */
function keeping({ accept, refuse }: CollectorPorts): (more: readonly Observation[]) => void {
  let waiting: Observation[] = [];
  return (more) => {
    waiting.push(...more);
    const lost = waiting.length - MAX_WAITING;
    if (lost > 0) {
      waiting = waiting.slice(lost);
      refuse("the store took nothing for too long", lost);
    }
    if (waiting.length > 0) accept(waiting);
    waiting = [];
  };
}

type Asked = { observations: Observation[]; answers: number; failures: unknown[] };

async function askAll(
  streams: Streams,
  { url = "http://127.0.0.1:9935", timeoutMs = 3000, concurrency = 8 }: GatewaySettings,
  { now, refuse }: CollectorPorts,
  signal: AbortSignal,
): Promise<Asked> {
  const asked: Asked = { observations: [], answers: 0, failures: [] };
  const queue = streams.ids();
  const ask = async (id: string): Promise<void> => {
    const limit = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
    const answer = await askStatus(url, id, limit);
    asked.answers += 1;
    if (answer === null) return void asked.observations.push(...streams.unknown(id));
    const status = parseStatus(answer);
    if ("refused" in status) return refuse(status.refused);
    for (const reason of status.unread) refuse(reason);
    asked.observations.push(...streams.answered(id, status, now()));
  };
  const work = async (): Promise<void> => {
    for (let id = queue.shift(); id !== undefined; id = queue.shift()) {
      await ask(id).catch((error: unknown) => asked.failures.push(error));
    }
  };
  await Promise.all(Array.from({ length: concurrency }, work));
  return asked;
}

function report(
  streams: Streams,
  failures: number,
  { hasEvents = false }: GatewaySettings,
  { report: say, now }: CollectorPorts,
): void {
  const heardAt = streams.heardAt();
  if (heardAt === null) return say("absent", "no heartbeat yet: does it have -liveAIHeartbeatURL?");
  if (now() - heardAt > ABSENT_MS) return say("failing", "no heartbeat for a minute");
  if (failures > 0) return say("ok", `${failures} streams gave no answer`);
  return say("ok", hasEvents ? null : NEEDS_EVENTS);
}
