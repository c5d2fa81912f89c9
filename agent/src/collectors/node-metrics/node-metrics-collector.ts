import type { Collector } from "../collector.ts";
import { poll } from "../poll.ts";
import type { RunnerReadings } from "../runner/runner-readings.ts";
import { cliPort } from "./cli-port.ts";
import { readCapacity } from "./read-capacity.ts";

/** How an orchestrator's CLI port is read. */
export type NodeMetricsSettings = Readonly<{
  /** Where `-cliAddr` listens; by default `http://127.0.0.1:7935`. */
  url?: string;
  /** Reads the port although it is not on loopback; by default false. */
  allowRemote?: boolean;
  /** By default 15,000 and 5,000. */
  intervalMs?: number;
  timeoutMs?: number;
  /** What the runner collector of the same host reads; by default nothing is known. */
  runners?: Pick<RunnerReadings, "loading" | "gpus">;
}>;

const NO_RUNNERS = { loading: () => 0, gpus: () => [] };

/**
 * Slots in use and idle, from the Prometheus metrics of an orchestrator that runs with `-monitor`. A node that is not
 * there is `absent`; one that answers and cannot be read is `failing`.
 *
 * @throws where the URL is none of a CLI port on loopback
 */
export function nodeMetricsCollector({
  url = "http://127.0.0.1:7935",
  allowRemote = false,
  intervalMs = 15_000,
  timeoutMs = 5000,
  runners = NO_RUNNERS,
}: NodeMetricsSettings = {}): Collector {
  const port = cliPort(url, allowRemote);
  return {
    name: "node-metrics",
    run: (ports) =>
      poll({ intervalMs, timeoutMs }, ports, async (signal) => {
        const answer = await port.get("/metrics", signal).catch((error: unknown) => {
          if (isRefused(error)) return null;
          throw error;
        });
        if (answer === null) return ports.report("absent", "nothing listens on the CLI port");
        if (answer.status === 404) return ports.report("absent", "the node runs without -monitor");
        if (answer.status !== 200) throw new Error(`HTTP ${answer.status}`);
        const { observations, refused } = readCapacity(answer.text, ports.now(), runners);
        if (observations.length > 0) ports.accept(observations);
        for (const reason of refused) ports.refuse(reason);
        ports.report("ok", null);
      }),
  };
}

const isRefused = (error: unknown): boolean =>
  error instanceof Error &&
  (error.cause as NodeJS.ErrnoException | undefined)?.code === "ECONNREFUSED";
