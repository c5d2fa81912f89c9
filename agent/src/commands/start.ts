import { setTimeout as sleep } from "node:timers/promises";
import { openAgent, type Agent } from "../agent.ts";
import { collect, healthBoard } from "../collect.ts";
import { eventsCollector } from "../collectors/events/events-collector.ts";
import type { Host } from "../host.ts";
import { ingestApp } from "../http/ingest-app.ts";
import { listen } from "../http/listen.ts";
import { identityOptions, parsePort, type AddCommand, type IdentityOptions } from "./options.ts";

type StartOptions = IdentityOptions &
  Readonly<{ host: string; port: number; ingestPort: number; events?: string }>;

/** How often it looks whether a minute is due. */
const TICK_MS = 500;

/** `start`, the default: takes observations, seals windows and serves them, until the process is asked to end. */
export const startCommand: AddCommand = (program, host) => {
  const command = program
    .command("start", { isDefault: true })
    .description("take observations, seal windows, serve them")
    .option("--host <address>", "where it listens; loopback until you share it", "127.0.0.1")
    .option("--port <port>", "of the public, read-only routes", parsePort, 9480)
    .option("--ingest-port <port>", "of POST /v1/observations, on loopback only", parsePort, 9481)
    .option("--events <file>", "read go-livepeer events as they come; - is standard input");
  identityOptions(command, host).action((options: StartOptions) => start(options, host));
};

async function start(
  { host: address, port, ingestPort, events, ...config }: StartOptions,
  host: Host,
): Promise<void> {
  const board = healthBoard();
  board.report("ingest", "ok", null);
  const agent = openAgent({ ...config, collectors: board.read }, { now: host.now });
  const listeners: Awaited<ReturnType<typeof listen>>[] = [];
  try {
    agent.seal();
    listeners.push(await listen(agent.fetch, { host: address, port }));
    listeners.push(await listen(ingestApp(agent).fetch, { host: "127.0.0.1", port: ingestPort }));
    host.out(`agent ${agent.identity().agent}`);
    host.out(`windows: ${listeners[0]?.url}/v1/windows`);
    host.out(`observations: POST ${listeners[1]?.url}/v1/observations`);
    const collectors = events === undefined ? [] : [eventsCollector(events, host.stdin)];
    void collect(collectors, agent, board, host);
    await sealUntilStopped(agent, host);
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
