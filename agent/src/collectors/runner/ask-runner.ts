import { Observation, type ObservationInput } from "../../../../schema/wire/observation.ts";
import type { CollectorPorts } from "../collector.ts";
import { getText } from "../get-text.ts";
import { reasonOf } from "../supervise.ts";
import { followJob } from "./follow-job.ts";
import { parseHardwareInfo, parseHardwareStats } from "./hardware.ts";
import { parseHealth } from "./health.ts";
import { hostGpu } from "./host-gpu.ts";
import type { KnownRunner } from "./known-runner.ts";
import { parsePipelineStatus } from "./pipeline-status.ts";
import type { Parsed } from "./runner-json.ts";
import type { RunnerSettings } from "./runner-settings.ts";

/** One turn of the collector's settings. */
export type Turn = Readonly<{
  settings: RunnerSettings;
  intervalMs: number;
  timeoutMs: number;
  isHardwareTurn: boolean;
}>;

/** Asks one runner what is due, and keeps what it said. What goes wrong stays in `failure`. Never throws. */
export async function askRunner(
  runner: KnownRunner,
  ports: CollectorPorts,
  turn: Turn,
): Promise<void> {
  try {
    await askHealth(runner, ports, turn);
    if (turn.isHardwareTurn || !runner.hasInfo) await askHardware(runner, ports, turn);
    tellStartup(runner, ports, turn);
    if (turn.settings.jobs === true) await askStatus(runner, ports, turn);
    runner.failure = runner.health === "ERROR" ? "health: ERROR" : null;
    runner.failures = 0;
  } catch (error) {
    runner.failure = reasonOf(error);
    runner.failures += 1;
  }
}

async function askHealth(runner: KnownRunner, ports: CollectorPorts, turn: Turn): Promise<void> {
  runner.health = await ask(runner, "/health", parseHealth, ports, turn).catch((error: unknown) => {
    runner.health = null;
    runner.wasSeenStarting = true;
    runner.hasInfo = false;
    throw error;
  });
  runner.hasAnswered = true;
  const isReady = runner.health === "OK" || runner.health === "IDLE";
  const { startedMs } = runner;
  if (isReady && runner.wasSeenStarting && startedMs !== null)
    runner.startupMs = ports.now() - startedMs;
  runner.wasSeenStarting = !isReady;
}

/** Tells of a start once it is known of what. One that took less than no time is a clock's fault, and none. */
function tellStartup(runner: KnownRunner, ports: CollectorPorts, { settings }: Turn): void {
  const { startupMs: ms, startedMs, workflow, gpus, url } = runner;
  if (ms === null || workflow === null) return;
  runner.startupMs = null;
  if (ms < 0) return ports.refuse("startup: the container starts after it is ready");
  settings.onStartup?.({ ...workflow, ms });
  const [at, gpu, id] = [ports.now(), gpus[0] ?? null, `startup:${url}:${startedMs}`];
  accept([{ kind: "startup", id, at, ...workflow, gpu, ready_ms: ms }], ports);
}

async function askHardware(runner: KnownRunner, ports: CollectorPorts, turn: Turn): Promise<void> {
  if (!runner.hasInfo) {
    const info = await ask(runner, "/hardware/info", parseHardwareInfo, ports, turn);
    runner.workflow = { pipeline: info.pipeline, model: info.model };
    runner.gpus = info.gpus.map((gpu) => hostGpu(gpu, runner.url, turn.settings.slots ?? null));
    runner.hasInfo = true;
  }
  const { gpus } = await ask(runner, "/hardware/stats", parseHardwareStats, ports, turn);
  const at = ports.now();
  const { slots } = turn.settings;
  runner.gpus = gpus.map((gpu) => hostGpu(gpu, runner.url, slots ?? null));
  // Until the host's own list is there, a slot would be a guess.
  if (slots?.latest() === null) return;
  const facts = gpus
    .filter(({ uuid }) => uuid === null || (slots?.byUuid(uuid) ?? null) === null)
    .map((reading): ObservationInput => {
      const gpu = hostGpu(reading, runner.url, null);
      const id = `runner-gpu:${gpu.index}:${at}`;
      return { kind: "gpu", id, at, gpu, utilisation_ppm: reading.utilisation_ppm };
    });
  accept(facts, ports);
}

async function askStatus(runner: KnownRunner, ports: CollectorPorts, turn: Turn): Promise<void> {
  const { statusUrl, workflow } = runner;
  if (statusUrl === null || (workflow !== null && workflow.pipeline !== "live-video-to-video"))
    return;
  const status = await ask({ url: statusUrl }, "/api/status", parsePipelineStatus, ports, turn);
  const { follow, facts } = followJob(runner.follow, status, {
    nowMs: ports.now(),
    runner: runner.url,
    sameClock: runner.sameClock,
    intervalMs: turn.intervalMs,
    workflow,
    gpu: runner.gpus[0] ?? null,
    isOpen: turn.settings.isOpen ?? (() => false),
  });
  accept(facts, ports);
  runner.follow = follow;
}

/** @throws for any answer but one of the expected shape; what is not, is refused, by its field */
async function ask<T>(
  { url }: Readonly<{ url: string }>,
  path: string,
  parse: (text: string) => Parsed<T>,
  ports: CollectorPorts,
  { timeoutMs }: Turn,
): Promise<T> {
  const signal = AbortSignal.any([ports.stop, AbortSignal.timeout(timeoutMs)]);
  const { status, text } = await getText(url + path, signal);
  if (status !== 200) throw new Error(`${path}: HTTP ${status}`);
  const parsed = parse(text);
  if ("value" in parsed) return parsed.value;
  ports.refuse(parsed.refused);
  throw new Error(parsed.refused);
}

/** Keeps facts. One that is none, such as an age of more than a day, is refused by its kind. */
function accept(facts: readonly ObservationInput[], ports: CollectorPorts): void {
  const observations = facts.flatMap((fact) => {
    const parsed = Observation.safeParse(fact);
    if (parsed.success) return [parsed.data];
    ports.refuse(`${fact.kind}: ${parsed.error.issues[0]?.path.join(".")} is out of range`);
    return [];
  });
  if (observations.length > 0) ports.accept(observations);
}
