import type { SimOrchestrator } from "./network.ts";
import type { Random } from "./random.ts";

/** A status sample of a runner, in true time. It covers the ten seconds before it; the first one is partial. */
export type RunnerSample = Readonly<{
  at: number;
  fps: number;
  inputFps: number;
  lastInputAt: number;
  lastOutputAt: number | null;
  state: "ONLINE" | "DEGRADED_INFERENCE";
}>;

/** What happens to a job at its orchestrator. */
export type Behaviour = "normal" | "slow_start" | "stall" | "death" | "refused" | "client_left";

/** One job at one orchestrator, as it really went, in true time (Unix milliseconds). */
export type Attempt = Readonly<{
  orchestrator: SimOrchestrator;
  behaviour: Behaviour;
  startedAt: number;
  firstOutputAt: number | null;
  /** When the runner died, the refusal was given, or the client was gone. */
  endedAt: number;
  samples: readonly RunnerSample[];
}>;

/** A runner reports every ten seconds from the start of its stream (ai-runner, streamer.py). */
const STATUS_MS = 10_000;

/** What becomes of a job at this orchestrator, by its odds. */
export function behaviourAt({ quality }: SimOrchestrator, random: Random): Behaviour {
  let left = random.next();
  for (const [behaviour, odds] of Object.entries(quality.odds) as [Behaviour, number][]) {
    if (left < odds) return behaviour;
    left -= odds;
  }
  return left < 0.02 ? "client_left" : "normal";
}

/** Plays one job. `untilAt` is when its client means to leave. */
export function attemptAt(
  orchestrator: SimOrchestrator,
  behaviour: Behaviour,
  startedAt: number,
  untilAt: number,
  random: Random,
): Attempt {
  const { quality } = orchestrator;
  const firstOutputAt =
    startedAt +
    (behaviour === "slow_start"
      ? random.between(6_000, 12_000)
      : random.between(...quality.firstOutputMs));
  const base = { orchestrator, behaviour, startedAt, samples: [] };
  if (behaviour === "refused") {
    return { ...base, firstOutputAt: null, endedAt: startedAt + random.between(20, 80) };
  }
  if (behaviour === "client_left") {
    return { ...base, firstOutputAt: null, endedAt: startedAt + random.between(300, 700) };
  }
  const diesAt = startedAt + random.between(15_000, 45_000);
  const endedAt = behaviour === "death" ? Math.min(diesAt, untilAt) : untilAt;
  const stallFrom = startedAt + 20_000;
  const stall: readonly [number, number] =
    behaviour === "stall"
      ? [stallFrom, stallFrom + random.between(10_000, 25_000)]
      : [Infinity, Infinity];
  const samples: RunnerSample[] = [];
  for (let at = startedAt + STATUS_MS; at < endedAt; at += STATUS_MS) {
    samples.push(sampleAt(at, startedAt, firstOutputAt, stall, quality.fps, random));
  }
  return {
    ...base,
    firstOutputAt: firstOutputAt < endedAt ? firstOutputAt : null,
    endedAt,
    samples,
  };
}

function sampleAt(
  at: number,
  startedAt: number,
  firstOutputAt: number,
  [stallFrom, stallTo]: readonly [number, number],
  serving: number,
  random: Random,
): RunnerSample {
  const inputFps = round(24 + random.next() * 0.4);
  const lastInputAt = at - random.between(5, 40);
  const stalled = at > stallFrom && at - STATUS_MS < stallTo;
  const partial = at - STATUS_MS === startedAt || at - STATUS_MS < firstOutputAt;
  const fps = partial || stalled ? 0 : round(Math.min(inputFps, serving + random.next() * 2 - 1));
  const lastOutputAt =
    at < firstOutputAt
      ? null
      : at > stallFrom && at <= stallTo
        ? stallFrom - 10
        : at - random.between(5, 60);
  const state = fps < 10 ? "DEGRADED_INFERENCE" : "ONLINE";
  return { at, fps, inputFps, lastInputAt, lastOutputAt, state };
}

const round = (fps: number): number => Math.round(fps * 1000) / 1000;
