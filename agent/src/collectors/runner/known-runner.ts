import type { Gpu } from "../../../../schema/wire/workflow.ts";
import { isLoopback } from "../loopback.ts";
import { type Follow, NOTHING_FOLLOWED } from "./followed.ts";
import type { HealthStatus } from "./health.ts";

/** Where a runner is, as an operator says it. */
export type RunnerAddress = Readonly<{
  /** Scheme, host and port of the runner's own API: `http://127.0.0.1:8900`. */
  url: string;
  /** The same of its inner API, port 8888 of the container, for its streams; by default it is not asked. */
  statusUrl?: string;
  /** Its clock is this host's. By default where `url` is on loopback; say so for a container that you name by address. */
  sameClock?: boolean;
}>;

/** A runner, and what it last said. Only the collector changes it. */
export type KnownRunner = {
  readonly url: string;
  readonly isConfigured: boolean;
  readonly sameClock: boolean;
  statusUrl: string | null;
  /** When its container was started, and whether that was told; Unix milliseconds on this host's clock. */
  startedMs: number | null;
  isListed: boolean;
  hasAnswered: boolean;
  /** Null: it did not answer. */
  health: HealthStatus | null;
  wasSeenStarting: boolean;
  /** How long it took to start, milliseconds, until that is told. */
  startupMs: number | null;
  failure: string | null;
  failures: number;
  workflow: { pipeline: string; model: string } | null;
  gpus: Gpu[];
  hasInfo: boolean;
  follow: Follow;
};

/** A runner that was not asked yet. */
export const newRunner = (
  { url, statusUrl, sameClock }: RunnerAddress,
  isConfigured: boolean,
): KnownRunner => ({
  url: new URL(url).origin,
  isConfigured,
  sameClock: sameClock ?? isLoopback(new URL(url)),
  statusUrl: statusUrl === undefined ? null : new URL(statusUrl).origin,
  startedMs: null,
  isListed: false,
  hasAnswered: false,
  health: null,
  wasSeenStarting: false,
  startupMs: null,
  failure: null,
  failures: 0,
  workflow: null,
  gpus: [],
  hasInfo: false,
  follow: NOTHING_FOLLOWED,
});

/** A container that did not answer so often in a row hangs: go-livepeer gives it 5 minutes at most to load. */
const LOADING_TURNS = 72;

/** A container that is up and has not answered yet is one that loads. */
export const healthOf = (runner: KnownRunner): HealthStatus | null => {
  const { health, isListed, hasAnswered, failures } = runner;
  return health ?? (isListed && !hasAnswered && failures < LOADING_TURNS ? "LOADING" : null);
};
