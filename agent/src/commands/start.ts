import { setTimeout as sleep } from "node:timers/promises";
import { openAgent, type Agent } from "../agent.ts";
import { collect, healthBoard } from "../collect.ts";
import type { Startup } from "../collectors/runner/runner-settings.ts";
import { hostReadings } from "../host-readings.ts";
import type { Host } from "../host.ts";
import { ingestApp } from "../http/ingest-app.ts";
import { listen } from "../http/listen.ts";
import { collectorsOf } from "../settings/collectors.ts";
import type { Resolved } from "../settings/resolve.ts";
import { SETTING_NAMES } from "../settings/settings.ts";
import { lastRunOf } from "./last-run.ts";
import {
  configOf,
  examples,
  readSettings,
  settingsOptions,
  type AddCommand,
  type Flags,
} from "./options.ts";

/** How often it looks whether a minute is due. */
const TICK_MS = 500;

/** So long the collectors have to put down what they hold when it ends, in milliseconds. */
const STOP_MS = 2_000;

/** `start`, the default: takes observations, seals windows and serves them, until the process is asked to end. */
export const startCommand: AddCommand = (program, host) => {
  const command = program
    .command("start", { isDefault: true })
    .description("take observations, seal windows, serve them")
    .option("--json", "say where it listens as one line of JSON");
  settingsOptions(command, SETTING_NAMES)
    .addHelpText(
      "after",
      examples(
        "start --role orchestrator --orchestrator 0x… --region fra",
        "start --role gateway --events - < <(kcat -C -t streaming-events)",
      ),
    )
    .action(({ json, ...flags }: Flags) =>
      start(readSettings(flags, host), host, json === true ? jsonLine : plainLines),
    );
};

/** What it says when it listens. */
type Listening = Readonly<{
  agent: string;
  windows: string;
  observations: string;
  sources: readonly string[];
}>;

const jsonLine = (listening: Listening): string[] => [JSON.stringify(listening)];
const plainLines = ({ agent, windows, observations, sources }: Listening): string[] => [
  `agent ${agent}`,
  `windows: ${windows}`,
  `observations: POST ${observations}`,
  `sources: ${sources.join(", ")}`,
];

async function start(
  resolved: Resolved,
  host: Host,
  linesOf: (listening: Listening) => string[],
): Promise<void> {
  const { settings } = resolved;
  const board = healthBoard();
  board.report("ingest", "ok", null);
  const { now, monotonic } = host;
  const readings = hostReadings();
  const agent = openAgent(
    { ...configOf(resolved), collectors: board.read, host: readings },
    { now, ...(monotonic && { monotonic }), warn: (entry) => host.err(JSON.stringify(entry)) },
  );
  const last = lastRunOf(settings.store);
  const listeners: Awaited<ReturnType<typeof listen>>[] = [];
  try {
    agent.seal();
    listeners.push(await listen(agent.fetch, { host: settings.host, port: settings.port }));
    const ingest = { host: "127.0.0.1", port: settings.ingest_port };
    listeners.push(await listen(ingestApp(agent).fetch, ingest));
    const surroundings = {
      stdin: host.stdin,
      isOpen: agent.isOpen,
      onStartup: (startup: Startup) =>
        host.err(JSON.stringify({ event: "runner.started", ...startup })),
    };
    const { role } = agent.identity();
    const collectors = collectorsOf(settings, role, last, surroundings, readings);
    const lines = linesOf({
      agent: agent.identity().agent,
      windows: `${listeners[0]?.url}/v1/windows`,
      observations: `${listeners[1]?.url}/v1/observations`,
      sources: ["ingest", ...collectors.map(({ name }) => name)],
    });
    for (const line of lines) host.out(line);
    const collecting = collect(collectors, agent, board, host);
    await sealUntilStopped(agent, host);
    await Promise.race([collecting, sleep(STOP_MS)]);
  } finally {
    await Promise.all(listeners.map(({ close }) => close()));
    agent.close();
  }
}

/** A minute that cannot be sealed is tried again; what was accepted is safe meanwhile. */
async function sealUntilStopped(agent: Agent, { stop, err }: Host): Promise<void> {
  while (!stop.aborted) {
    try {
      agent.seal();
    } catch (error) {
      err(JSON.stringify({ event: "seal.failed", error: String(error) }));
    }
    await sleep(TICK_MS, undefined, { signal: stop }).catch(() => {});
  }
}
