import type { CollectorHealth } from "../../../schema/wire/window.ts";
import type { Role } from "../../../schema/wire/workflow.ts";
import type { Collector } from "../collectors/collector.ts";
import { eventsCollector } from "../collectors/events/events-collector.ts";
import { gatewayCollector } from "../collectors/gateway/gateway-collector.ts";
import { gpuCollector } from "../collectors/gpu/gpu-collector.ts";
import { nodeLogCollector } from "../collectors/node-log/node-log-collector.ts";
import { nodeMetricsCollector } from "../collectors/node-metrics/node-metrics-collector.ts";
import { runnerCollector } from "../collectors/runner/runner-collector.ts";
import { trickleCollector } from "../collectors/trickle/trickle-collector.ts";
import { runnerAddressOf } from "./runner-url.ts";
import type { Settings } from "./resolve.ts";
import { newShared, type Shared } from "./shared.ts";
import { SOURCE_SETTINGS } from "./sources.ts";

type Source = Readonly<{
  name: CollectorHealth["name"];
  /** The role of the node beside which it is looked for, although nobody set it; null: only where it is set. */
  lookedForBy: Role | null;
  make: (settings: Settings, shared: Shared) => Collector | null;
}>;

/** How each collector is made. What is not set is as by the collector's own default; null: it would know nothing. */
const SOURCES: readonly Source[] = [
  {
    name: "trickle",
    lookedForBy: "orchestrator",
    // Only the log names the sessions. Without it a source of jobs would call itself well, and see none.
    make: ({ trickle_url, node_log }, { sessions }) =>
      node_log
        ? trickleCollector({ url: trickle_url ?? "https://127.0.0.1:8935", sessions })
        : null,
  },
  {
    name: "node-log",
    lookedForBy: null,
    make: ({ node_log }, { stdin, sessions, idleSlot, since }) =>
      node_log ? nodeLogCollector({ file: node_log, stdin, sessions, idleSlot, since }) : null,
  },
  {
    name: "runner",
    lookedForBy: "orchestrator",
    make: (
      { runner_urls, docker_socket, node_log, node_metrics_url },
      { runners, slots, startups, isOpen, onStartup },
    ) =>
      runnerCollector({
        // Named, or off: then the ports of go-livepeer's convention are not tried.
        ...(runner_urls === undefined ? {} : { ports: [] }),
        runners: (runner_urls ?? []).map(runnerAddressOf),
        ...(docker_socket ? { dockerSocket: docker_socket } : {}),
        // Two sources would make two jobs of each stream, and count each slot twice.
        jobs: !node_log,
        capacity: node_metrics_url === null,
        readings: runners,
        slots,
        onStartup: (startup) => {
          startups.note(startup);
          onStartup?.(startup);
        },
        ...(isOpen && { isOpen }),
      }),
  },
  {
    name: "node-metrics",
    lookedForBy: "orchestrator",
    make: ({ node_metrics_url: url }, { runners }) =>
      nodeMetricsCollector({ ...(url ? { url, allowRemote: true } : {}), runners }),
  },
  {
    name: "gpu",
    lookedForBy: "orchestrator",
    make: ({ gpu_command: command }, { slots }) =>
      gpuCollector({ ...(command ? { command } : {}), slots }),
  },
  {
    name: "gateway",
    lookedForBy: "gateway",
    make: ({ gateway_status_url: url, gateway_heartbeat_port: port, events }, { salt }) =>
      gatewayCollector({
        ...(url ? { url } : {}),
        ...(port == null ? {} : { heartbeatPort: port }),
        hasEvents: typeof events === "string",
        salt,
      }),
  },
  {
    name: "events",
    lookedForBy: null,
    make: ({ events }, { stdin }) => (events ? eventsCollector(events, stdin) : null),
  },
];

/** The collectors that run: what is set, and what such a node has by default, without what is `off`. */
export function collectorsOf(
  settings: Settings,
  role: Role,
  ...about: Parameters<typeof newShared>
): Collector[] {
  const shared = newShared(...about);
  return SOURCES.filter(({ name, lookedForBy }) => {
    const values = SOURCE_SETTINGS[name].map((setting) => settings[setting]);
    const isSet = values.some((value) => value != null);
    return isSet || (lookedForBy === role && !values.includes(null));
  }).flatMap(({ make }) => make(settings, shared) ?? []);
}
