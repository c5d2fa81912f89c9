import type { CollectorPorts } from "../collector.ts";
import { getText } from "../get-text.ts";
import { inspectContainer, listContainers } from "./docker-socket.ts";
import { parseHealth } from "./health.ts";
import { type KnownRunner, newRunner } from "./known-runner.ts";
import { CONVENTION_PORTS } from "./ports.ts";
import type { RunnerSettings } from "./runner-settings.ts";
import { parseVersion } from "./version.ts";

/** A port that does not answer by then is none of a runner's, milliseconds. */
const PROBE_MS = 1000;

/** Runners beyond this are not looked for. */
const MAX_RUNNERS = 64;

/** The host's runners, by URL. */
export type Fleet = Map<string, KnownRunner>;

/** Adds what the operator named, what Docker lists, and what answers as a runner on the ports of the convention. */
export async function findRunners(
  fleet: Fleet,
  { runners = [], ports: tried = CONVENTION_PORTS, dockerSocket }: RunnerSettings,
  ports: CollectorPorts,
): Promise<void> {
  for (const address of runners) {
    const runner = newRunner(address, true);
    if (!fleet.has(runner.url)) fleet.set(runner.url, runner);
  }
  if (dockerSocket !== undefined) await addListed(fleet, dockerSocket, ports);
  const unknown = tried.map((port) => `http://127.0.0.1:${port}`).filter((url) => !fleet.has(url));
  const found = await Promise.all(
    unknown.map(async (url) => ((await isRunner(url, ports.stop)) ? url : null)),
  );
  for (const url of found)
    if (url !== null && fleet.size < MAX_RUNNERS) fleet.set(url, newRunner({ url }, false));
}

/** Whether something answers as an ai-runner does. Everything else, and every error, is a no. */
async function isRunner(url: string, stop: AbortSignal): Promise<boolean> {
  try {
    const signal = AbortSignal.any([stop, AbortSignal.timeout(PROBE_MS)]);
    const health = await getText(`${url}/health`, signal);
    if (health.status !== 200 || "refused" in parseHealth(health.text)) return false;
    const version = await getText(`${url}/version`, signal);
    return version.status === 200 && "value" in parseVersion(version.text);
  } catch {
    return false;
  }
}

/** @throws where Docker does not answer */
async function addListed(fleet: Fleet, socket: string, ports: CollectorPorts): Promise<void> {
  const signal = AbortSignal.any([ports.stop, AbortSignal.timeout(5000)]);
  const listed = await listContainers(socket, signal);
  if ("refused" in listed) throw new Error(`docker: ${listed.refused}`);
  for (const runner of fleet.values()) runner.isListed = false;
  for (const container of listed.value.slice(0, MAX_RUNNERS)) {
    const { port, address, workflow } = container;
    if (port === null && address === null) continue;
    const url = port === null ? `http://${address}:8000` : `http://127.0.0.1:${port}`;
    const runner = fleet.get(url) ?? newRunner({ url, sameClock: true }, false);
    fleet.set(url, runner);
    runner.isListed = true;
    runner.workflow ??= workflow;
    if (!runner.isConfigured && address !== null) runner.statusUrl = `http://${address}:8888`;
    const state = await inspectContainer(socket, container, signal);
    if ("refused" in state || state.value.startedMs === runner.startedMs) continue;
    runner.startedMs = state.value.startedMs;
    runner.hasAnswered = false;
    runner.failures = 0;
  }
}
