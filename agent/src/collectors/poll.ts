import type { CollectorPorts } from "./collector.ts";
import { pauseMs, reasonOf } from "./supervise.ts";

/** How often a source is asked, and how long an answer may take, both in milliseconds. */
export type Pace = Readonly<{ intervalMs: number; timeoutMs: number }>;

/**
 * Asks a source again and again until the agent stops. `once` reports `ok` or `absent` itself; what it throws is
 * reported as `failing`, and then the source is asked less and less often until it answers.
 *
 * @param once  gets a signal that aborts after the timeout, or when the agent stops
 */
export async function poll(
  { intervalMs, timeoutMs }: Pace,
  ports: CollectorPorts,
  once: (signal: AbortSignal) => Promise<void>,
): Promise<void> {
  let failures = 0;
  while (!ports.stop.aborted) {
    try {
      await once(AbortSignal.any([ports.stop, AbortSignal.timeout(timeoutMs)]));
      failures = 0;
      await ports.sleep(intervalMs);
    } catch (error) {
      if (ports.stop.aborted) return;
      ports.report("failing", reasonOf(error));
      await ports.sleep(Math.max(intervalMs, pauseMs(failures, ports.random())));
      failures += 1;
    }
  }
}
